using System;
using System.IO;
using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell.Core.Files;

/// <summary>The path of a file to write.</summary>
internal static class OutputFile
{
    // Device files of Unix. A regular file must not replace one.
    private const string Devices = "/dev/";

    /// <summary>Gets the full path.</summary>
    /// <exception cref="MistralApiException">The path isn't valid, or isn't in the file system.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder was not found.</exception>
    public static string GetPath(PathIntrinsics paths, string path)
    {
        string file;
        ProviderInfo provider;
        try
        {
            file = paths.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException or ArgumentException)
        {
            throw MistralApiException.InvalidArgument($"'{path}' isn't the path of a file.");
        }

        if (provider.Name != "FileSystem" || file.AsSpan().IndexOf('\0') >= 0)
        {
            throw MistralApiException.InvalidArgument($"'{path}' isn't in the file system.");
        }

        if (file.StartsWith(Devices, StringComparison.Ordinal))
        {
            throw MistralApiException.InvalidArgument($"'{path}' is a device, not a file.");
        }

        // For example a Windows share on Unix, which would become a file name in the process's working folder.
        if (!Path.IsPathRooted(file))
        {
            throw MistralApiException.InvalidArgument($"'{path}' isn't a valid file path on this system.");
        }

        return Path.GetDirectoryName(file) is { Length: > 0 } folder && !Directory.Exists(folder)
            ? throw new DirectoryNotFoundException($"The folder '{folder}' was not found.")
            : file;
    }

    /// <summary>Gets the full path of a folder for files.</summary>
    /// <inheritdoc cref="GetPath"/>
    public static string GetFolder(PathIntrinsics paths, string path) => Path.GetDirectoryName(GetPath(paths, Path.Combine(path, "file")))!;

    /// <summary>Checks that the file may be written, before its content is created.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <param name="force">Whether the existing file may be read-only.</param>
    /// <exception cref="FileExistsException">The file exists and must not be replaced.</exception>
    /// <exception cref="IOException">The path is that of a folder.</exception>
    public static void CheckPlace(string file, bool overwrite, bool force)
    {
        if (Directory.Exists(file))
        {
            throw new IOException($"'{file}' is a folder.");
        }

        FileInfo older = new(file);
        if (!older.Exists)
        {
            return;
        }

        if (!overwrite)
        {
            throw FileExistsException.NotOverwritten(file);
        }

        if (older.IsReadOnly && !force)
        {
            throw FileExistsException.ReadOnly(file);
        }
    }

    /// <summary>Removes the read-only attribute of a file.</summary>
    public static void Unlock(string file)
    {
        FileInfo older = new(file);
        if (older.Exists && older.IsReadOnly)
        {
            older.IsReadOnly = false;
        }
    }
}
