#if NET
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mistral.Client.Transport;

/// <summary>
/// Accepts a server's certificate if the framework does, or if all its checks succeed with the added authorities. Otherwise describes
/// which checks failed.
/// </summary>
/// <param name="authorities">The authorities that are trusted in addition to those of the system.</param>
internal sealed class CertificateCheck(IReadOnlyList<X509Certificate2> authorities)
{
    private readonly AddedAuthorities? _authorities = authorities.Count > 0 ? new(authorities) : null;

    /// <summary>The callback of a TLS handshake.</summary>
    /// <exception cref="CertificateRefusedException">A check fails.</exception>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors is SslPolicyErrors.None)
        {
            return true;
        }

        X509Certificate2? server = certificate as X509Certificate2;
        if (_authorities is null || server is null || !AddedAuthorities.IsUntrusted(chain))
        {
            throw Refuse(server, chain, errors);
        }

        using X509Chain second = _authorities.CreateChain(chain!);
        return second.Build(server)
            ? errors is SslPolicyErrors.RemoteCertificateChainErrors ? true : throw Refuse(server, second, errors)
            : throw Refuse(server, second, errors);
    }

    private static CertificateRefusedException Refuse(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        new(string.Join("; ", Describe(certificate, chain, errors).Distinct()));

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
