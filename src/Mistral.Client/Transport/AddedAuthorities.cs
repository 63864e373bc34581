using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography.X509Certificates;

namespace Mistral.Client.Transport;

/// <summary>
/// Certificate authorities that are trusted in addition to those of the system. They are used only if the system doesn't trust the
/// root of a chain. All other checks of the system are repeated.
/// </summary>
/// <param name="authorities">The certificates.</param>
internal sealed class AddedAuthorities(IReadOnlyList<X509Certificate2> authorities)
{
    /// <summary>Whether a chain failed because the system doesn't trust its root.</summary>
    public static bool IsUntrusted(X509Chain? chain) =>
        chain?.ChainStatus.Any(s => s.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain) is true;

    /// <summary>Creates a chain with the same policy as the failed one, and with the authorities. The caller builds and disposes it.</summary>
    public X509Chain CreateChain(X509Chain failed)
    {
        X509Chain chain = new();
        chain.ChainPolicy.RevocationMode = failed.ChainPolicy.RevocationMode;
        chain.ChainPolicy.RevocationFlag = failed.ChainPolicy.RevocationFlag;
        chain.ChainPolicy.UrlRetrievalTimeout = failed.ChainPolicy.UrlRetrievalTimeout;
        foreach (System.Security.Cryptography.Oid usage in failed.ChainPolicy.ApplicationPolicy)
        {
            _ = chain.ChainPolicy.ApplicationPolicy.Add(usage);
        }

        // The intermediate certificates that the server sent.
        chain.ChainPolicy.ExtraStore.AddRange(failed.ChainPolicy.ExtraStore);
        foreach (X509ChainElement element in failed.ChainElements)
        {
            _ = chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        X509Certificate2[] added = [.. authorities];
#if NETFRAMEWORK
        // .NET Framework has no list of roots, so the caller compares the root.
        chain.ChainPolicy.ExtraStore.AddRange(added);
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
#else
        chain.ChainPolicy.DisableCertificateDownloads = failed.ChainPolicy.DisableCertificateDownloads;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(added);
#endif
        return chain;
    }

#if NETFRAMEWORK
    /// <summary>Whether the chain of a certificate ends in one of the authorities, and all other checks succeed.</summary>
    public bool Trust(X509Certificate2? certificate, X509Chain? failed)
    {
        if (certificate is null || !IsUntrusted(failed))
        {
            return false;
        }

        using X509Chain chain = CreateChain(failed!);
        return chain.Build(certificate)
            && chain.ChainElements.Count > 0
            && chain.ChainStatus.All(s => s.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.NoError)
            && authorities.Any(a => a.RawData.SequenceEqual(chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData));
    }
#endif
}
