#if NET
using System;

namespace Mistral.Client.Transport;

/// <summary>Carries the reasons for a refused server certificate out of the TLS handshake. Only the transport sees it.</summary>
/// <param name="reasons">The failed checks.</param>
#pragma warning disable CA1032, CA1064 // It is thrown in one place and caught in another.
internal sealed class CertificateRefusedException(string reasons) : Exception(reasons);
#pragma warning restore CA1032, CA1064
#endif
