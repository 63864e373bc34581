using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mistral.PowerShell.Session.Certificates;

/// <summary>A certificate with its private key, for servers that ask for one.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Chain">The intermediate certificates in the same file.</param>
internal sealed record ClientCertificate(X509Certificate2 Certificate, IReadOnlyList<X509Certificate2> Chain)
{
    private const string Expected = "a PFX file, or a PEM file with a certificate and its private key";

    /// <summary>Checks a certificate object.</summary>
    /// <exception cref="CertificateException">It has no private key, or isn't valid at this time.</exception>
    public static ClientCertificate FromObject(X509Certificate2 certificate) => Check(certificate, [], certificate.Subject);

    /// <summary>Finds a certificate in the personal store of the user, else of the computer.</summary>
    /// <exception cref="CertificateException">It was not found, or can't be used.</exception>
    public static ClientCertificate FromStore(string thumbprint)
    {
        foreach (StoreLocation location in (ReadOnlySpan<StoreLocation>)[StoreLocation.CurrentUser, StoreLocation.LocalMachine])
        {
            using X509Store store = new(StoreName.My, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
            {
                // The store doesn't exist on this system.
                continue;
            }

            if (store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false).Cast<X509Certificate2>().FirstOrDefault() is { } found)
            {
                return Check(found, [], thumbprint);
            }
        }

        throw CertificateException.ThumbprintNotFound(thumbprint);
    }

    /// <summary>Reads a certificate and its private key from a PFX or PEM file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="password">The password; null without one.</param>
    /// <exception cref="CertificateException">The file can't be used.</exception>
    public static ClientCertificate FromFile(string path, string? password)
    {
        byte[] content = CertificateFile.Read(path);
        return CertificateFile.FindPem(content) is { } pem ? ReadPem(path, pem, password) : ReadPfx(path, content, password);
    }

    private static ClientCertificate ReadPfx(string path, byte[] content, string? password)
    {
        X509Certificate2Collection found = [];
        try
        {
            switch (content.Length == 0 ? X509ContentType.Unknown : X509Certificate2.GetCertContentType(content))
            {
                case X509ContentType.Pfx:
                    break;
                case X509ContentType.Cert:
                    throw CertificateException.NoPrivateKey(path);
                default:
                    throw CertificateException.Invalid(path, Expected);
            }
        }
        catch (CryptographicException)
        {
            throw CertificateException.Invalid(path, Expected);
        }

        try
        {
            found.Import(content, password, X509KeyStorageFlags.DefaultKeySet);
        }
        catch (CryptographicException)
        {
            // The file is a PFX file, so the password is the likely cause.
            throw CertificateException.WrongPassword(path, password is not null);
        }

        X509Certificate2[] all = [.. found.Cast<X509Certificate2>()];
        return all.FirstOrDefault(c => c.HasPrivateKey) is { } certificate
            ? Check(certificate, [.. all.Where(c => c != certificate)], path)
            : throw CertificateException.NoPrivateKey(path);
    }

#if NETFRAMEWORK
    private static ClientCertificate ReadPem(string path, string pem, string? password) => throw (pem.Contains("PRIVATE KEY-----")
        ? CertificateException.PemNotSupported(path)
        : CertificateException.NoPrivateKey(path));
#else
    private static ClientCertificate ReadPem(string path, string pem, string? password)
    {
        if (!pem.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
        {
            throw CertificateException.Invalid(path, Expected);
        }

        if (!pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw CertificateException.NoPrivateKey(path);
        }

        bool isEncrypted = pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (isEncrypted && password is null)
        {
            throw CertificateException.WrongPassword(path, isGiven: false);
        }

        try
        {
            X509Certificate2 read = isEncrypted ? X509Certificate2.CreateFromEncryptedPem(pem, pem, password) : X509Certificate2.CreateFromPem(pem, pem);
            X509Certificate2Collection all = [];
            all.ImportFromPem(pem);
            return Check(OperatingSystem.IsWindows() ? Persist(read) : read, [.. all.Where(c => !c.Equals(read))], path);
        }
        catch (CryptographicException)
        {
            throw isEncrypted ? CertificateException.WrongPassword(path, isGiven: true) : CertificateException.Invalid(path, Expected);
        }
    }

    // TLS on Windows can't use a key that is only in memory.
    private static X509Certificate2 Persist(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return new X509Certificate2(certificate.Export(X509ContentType.Pkcs12));
        }
    }
#endif

    private static ClientCertificate Check(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> chain, string source) =>
        !certificate.HasPrivateKey ? throw CertificateException.NoPrivateKey(source)
        : certificate.NotAfter < DateTime.Now ? throw CertificateException.Expired(source, certificate.NotAfter)
        : certificate.NotBefore > DateTime.Now ? throw CertificateException.NotYetValid(source, certificate.NotBefore)
        : new ClientCertificate(certificate, chain);
}
