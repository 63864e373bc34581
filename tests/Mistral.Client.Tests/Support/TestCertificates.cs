#if NET
using System;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mistral.Client.Tests;

/// <summary>Makes certificates on the spot.</summary>
internal static class TestCertificates
{
    /// <summary>Makes a certificate authority.</summary>
    public static X509Certificate2 CreateAuthority(string name, X509Certificate2? issuer = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        DateTimeOffset now = DateTimeOffset.Now;
        if (issuer is null)
        {
            return request.CreateSelfSigned(now.AddDays(-5), now.AddDays(5));
        }

        using X509Certificate2 made = request.Create(issuer, now.AddDays(-4), now.AddDays(4), RandomNumberGenerator.GetBytes(8));
        return made.CopyWithPrivateKey(key);
    }

    /// <summary>Makes a certificate for a server or a client, valid for the given days from now.</summary>
    /// <param name="issuer">The authority; null for a certificate that signs itself.</param>
    /// <param name="name">A host name, an IP address, or the name of a client.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="usage">The OID of the usage.</param>
    public static X509Certificate2 Create(X509Certificate2? issuer, string name, int from = -2, int to = 2, string usage = "1.3.6.1.5.5.7.3.1")
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        if (IPAddress.TryParse(name, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        DateTimeOffset now = DateTimeOffset.Now;
        using X509Certificate2 made = issuer is null
            ? request.CreateSelfSigned(now.AddDays(from), now.AddDays(to))
            : request.Create(issuer, now.AddDays(from), now.AddDays(to), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 complete = issuer is null ? X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null) : made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(complete.Export(X509ContentType.Pkcs12), null);
    }
}
#endif
