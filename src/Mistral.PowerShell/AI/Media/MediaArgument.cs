using System;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>An image, a document or a sound as a parameter accepts it: a path with or without wildcards, a file, an address, or bytes.</summary>
public sealed class MediaArgument
{
    private static readonly string[] s_addresses = ["https://", "http://", "data:"];

    /// <param name="pathOrAddress">A path, with or without wildcards, or an address.</param>
    public MediaArgument(string pathOrAddress)
    {
        if (s_addresses.Any(start => pathOrAddress.StartsWith(start, StringComparison.OrdinalIgnoreCase)))
        {
            Address = pathOrAddress;
        }
        else
        {
            Path = pathOrAddress;
        }
    }

    /// <param name="uri">An address.</param>
    public MediaArgument(Uri uri)
        : this(uri is { IsAbsoluteUri: true, IsFile: false } ? uri.AbsoluteUri : (uri ?? throw new PSArgumentNullException(nameof(uri))).OriginalString)
    {
        if (uri is { IsAbsoluteUri: true, IsFile: true })
        {
            Path = uri.LocalPath;
            IsLiteral = true;
        }
    }

    /// <param name="file">A file.</param>
    public MediaArgument(FileSystemInfo file)
    {
        Path = (file ?? throw new PSArgumentNullException(nameof(file))).FullName;
        IsLiteral = true;
    }

    /// <param name="bytes">The bytes.</param>
    public MediaArgument(byte[] bytes)
    {
        Bytes = bytes;
    }

    /// <summary>The path; null for an address or bytes.</summary>
    internal string? Path { get; }

    /// <summary>Whether the path is used as it is, without wildcards.</summary>
    internal bool IsLiteral { get; }

    /// <summary>The address; null for a path or bytes.</summary>
    internal string? Address { get; }

    /// <summary>The bytes; null for a path or an address.</summary>
    internal byte[]? Bytes { get; }

    /// <inheritdoc/>
    public override string ToString() => Path ?? Address ?? $"{Bytes!.Length} bytes";
}
