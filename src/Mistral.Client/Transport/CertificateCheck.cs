#if NET
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mistral.Client.Transport;

/// <summary>Accepts a server's certificate if the framework does, and otherwise describes which checks failed.</summary>
internal static class CertificateCheck
{
    /// <summary>The callback of a TLS handshake.</summary>
    /// <exception cref="CertificateRefusedException">The framework refuses the certificate.</exception>
    public static bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => errors is SslPolicyErrors.None
        ? true
        : throw new CertificateRefusedException(string.Join("; ", Describe(certificate as X509Certificate2, chain, errors).Distinct()));

    private static IEnumerable<string> Describe(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            yield return "the server sent no certificate";
            yield break;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            yield return $"it was issued for another host ('{certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)}')";
        }

        foreach (X509ChainElement element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            foreach (X509ChainStatus status in element.ChainElementStatus)
            {
                yield return Describe(element.Certificate, status.Status);
            }
        }

        foreach (X509ChainStatus status in chain?.ChainStatus ?? [])
        {
            // This status concerns the chain, not a certificate in it.
            if (status.Status is X509ChainStatusFlags.PartialChain)
            {
                yield return Describe(certificate, status.Status);
            }
        }
    }

    private static string Describe(X509Certificate2 certificate, X509ChainStatusFlags status) => status switch
    {
        X509ChainStatusFlags.NotTimeValid when certificate.NotBefore > DateTime.Now => $"it isn't valid before {Date(certificate.NotBefore)}",
        X509ChainStatusFlags.NotTimeValid => $"it expired on {Date(certificate.NotAfter)}",
        X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain =>
            $"its issuer isn't trusted ('{certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}')",
        X509ChainStatusFlags.Revoked => "it was revoked",
        _ => $"it failed the check {status}",
    };

    private static string Date(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
#endif
