using System;
using System.IO;
using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell.Core.Files;

/// <summary>The file that a parameter names for what is to be written.</summary>
internal static class OutputFile
{
    // The devices of Unix, which a file in their place would end.
    private const string Devices = "/dev/";

    /// <summary>Gets its full path.</summary>
    /// <exception cref="MistralApiException">It would not be in the file system.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
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
            throw MistralApiException.InvalidArgument($"'{path}' is not in the file system.");
        }

        if (file.StartsWith(Devices, StringComparison.Ordinal))
        {
            throw MistralApiException.InvalidArgument($"'{path}' is a device, not a file.");
        }

        // Such as a share of Windows on Unix. It would be taken for a name in the folder that the process was started in.
        if (!Path.IsPathRooted(file))
        {
            throw MistralApiException.InvalidArgument($"'{path}' isn't a valid file path on this system.");
        }

        return Path.GetDirectoryName(file) is { Length: > 0 } folder && !Directory.Exists(folder)
            ? throw new DirectoryNotFoundException($"There is no folder '{folder}'.")
            : file;
    }

    /// <summary>Gets the full path of a folder for files.</summary>
    /// <inheritdoc cref="GetPath"/>
    public static string GetFolder(PathIntrinsics paths, string path) => Path.GetDirectoryName(GetPath(paths, Path.Combine(path, "file")))!;

    /// <summary>Makes sure, before there is anything to write, that it may be written.</summary>
    /// <param name="file">Its full path.</param>
    /// <param name="overwrite">Whether it may take the place of an older one.</param>
    /// <param name="force">Whether the older one may be read-only.</param>
    /// <exception cref="FileExistsException">It is there, and is not to be overwritten.</exception>
    /// <exception cref="IOException">It is a folder.</exception>
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

    /// <summary>Lets a read-only file be overwritten.</summary>
    public static void Unlock(string file)
    {
        FileInfo older = new(file);
        if (older.Exists && older.IsReadOnly)
        {
            older.IsReadOnly = false;
        }
    }
}
