#if NET
using System;

namespace Mistral.Client.Transport;

/// <summary>Carries out of a TLS handshake why the server's certificate was refused. It never leaves the transport.</summary>
/// <param name="reasons">Which checks failed.</param>
#pragma warning disable CA1032, CA1064 // It is thrown in one place and caught in one.
internal sealed class CertificateRefusedException(string reasons) : Exception(reasons);
#pragma warning restore CA1032, CA1064
#endif
