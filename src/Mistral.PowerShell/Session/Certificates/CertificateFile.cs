using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.Session.Certificates;

/// <summary>Reads files that contain certificates.</summary>
internal static class CertificateFile
{
    private const string Begin = "-----BEGIN ";

    /// <summary>Reads the certificates of a file in PEM, DER or PKCS#7 format. Private keys in the file are ignored.</summary>
    /// <exception cref="CertificateException">The file was not found, or contains no certificate.</exception>
    public static IReadOnlyList<X509Certificate2> ReadAuthorities(string path)
    {
        byte[] content = Read(path);
        try
        {
            X509Certificate2[] found = FindPem(content) is { } pem
                ? [.. Regex.Matches(pem, "-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----").Cast<Match>().Select(m => Load(Convert.FromBase64String(m.Groups[1].Value)))]
                : LoadBinary(content);
            return found.Length > 0 ? found : throw Invalid(path);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw Invalid(path);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CertificateException">The file was not found.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CertificateException.FileNotFound(path);
        }
    }

    /// <summary>Gets the text of a PEM file; null for another format.</summary>
    public static string? FindPem(byte[] content)
    {
        string text = Encoding.UTF8.GetString(content);
        return text.Contains(Begin) ? text : null;
    }

    private static X509Certificate2[] LoadBinary(byte[] content)
    {
        switch (content.Length == 0 ? X509ContentType.Unknown : X509Certificate2.GetCertContentType(content))
        {
            case X509ContentType.Cert:
                return [Load(content)];
            case X509ContentType.Pkcs7:
                X509Certificate2Collection collection = [];
                collection.Import(content);
                return [.. collection.Cast<X509Certificate2>()];
            default:
                return [];
        }
    }

    private static X509Certificate2 Load(byte[] content) => new(content);

    private static CertificateException Invalid(string path) => CertificateException.Invalid(path, "one or more certificates in PEM or DER format");
}
