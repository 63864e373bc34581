using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;

namespace Mistral.PowerShell;

/// <summary>A client certificate as a parameter accepts it: a certificate, the path of a file, or a thumbprint.</summary>
public sealed class ClientCertificateArgument
{
    private const int ThumbprintLength = 40;
    private const string Drive = "Cert:";

    private readonly string _text = string.Empty;

    /// <param name="certificate">A certificate with its private key.</param>
    public ClientCertificateArgument(X509Certificate2 certificate)
    {
        Certificate = certificate ?? throw new PSArgumentNullException(nameof(certificate));
    }

    /// <param name="file">A PFX or PEM file.</param>
    public ClientCertificateArgument(FileInfo file)
        : this(file?.FullName ?? throw new PSArgumentNullException(nameof(file)))
    {
    }

    /// <param name="text">The path of a PFX or PEM file, or the thumbprint of a certificate in a personal store.</param>
    public ClientCertificateArgument(string text)
    {
        _text = string.IsNullOrWhiteSpace(text) ? throw new PSArgumentException("Expected a certificate, the path of a file, or a thumbprint.") : text;
        Thumbprint = FindThumbprint(text);
    }

    /// <summary>The certificate; null for a path or a thumbprint.</summary>
    internal X509Certificate2? Certificate { get; }

    /// <summary>The thumbprint in capitals; null for a certificate or a path.</summary>
    internal string? Thumbprint { get; }

    /// <summary>The path as it was written; null for a certificate or a thumbprint.</summary>
    internal string? Path => Certificate is null && Thumbprint is null ? _text : null;

    /// <inheritdoc/>
    public override string ToString() => Certificate?.Subject ?? _text;

    // Dialogs of Windows show thumbprints with spaces, and with an invisible mark at the start.
    private static string? FindThumbprint(string text)
    {
        string last = text.StartsWith(Drive, StringComparison.OrdinalIgnoreCase) ? text.Substring(text.LastIndexOfAny(['\\', '/', ':']) + 1) : text;
        string hex = string.Concat(last.Where(c => c is not (' ' or ':' or '\u200E'))).ToUpperInvariant();
        return hex.Length == ThumbprintLength && hex.All(Uri.IsHexDigit) ? hex : null;
    }
}
