using System;
using System.Globalization;

namespace Mistral.Client;

/// <summary>Something that happened on the wire, told without secrets: no header, no body, no query.</summary>
/// <param name="Operation">Such as <c>POST /v1/chat/completions</c>.</param>
public abstract record TransportEvent(string Operation)
{
    /// <summary>A reply has begun.</summary>
    /// <param name="Operation">Such as <c>POST /v1/chat/completions</c>.</param>
    /// <param name="StatusCode">The HTTP status.</param>
    /// <param name="Elapsed">From sending to the reply's headers.</param>
    /// <param name="CorrelationId">The server's id of the exchange.</param>
    /// <param name="ModelDeprecation">When the model is to be retired, as the server writes it.</param>
    public sealed record Answered(string Operation, int StatusCode, TimeSpan Elapsed, string? CorrelationId, string? ModelDeprecation)
        : TransportEvent(Operation)
    {
        /// <inheritdoc/>
        public override string ToString() => string.Format(
            CultureInfo.InvariantCulture,
            "{0} -> {1} in {2:0} ms{3}",
            Operation,
            StatusCode,
            Elapsed.TotalMilliseconds,
            CorrelationId is null ? string.Empty : $" (correlation id {CorrelationId})");
    }

    /// <summary>A request failed and is tried again after a wait.</summary>
    /// <param name="Operation">Such as <c>POST /v1/chat/completions</c>.</param>
    /// <param name="Reason">What went wrong.</param>
    /// <param name="Retry">Which try after the first this will be.</param>
    /// <param name="MaximumRetryCount">How many there may be.</param>
    /// <param name="Delay">The wait before it.</param>
    public sealed record Retrying(string Operation, string Reason, int Retry, int MaximumRetryCount, TimeSpan Delay)
        : TransportEvent(Operation)
    {
        /// <inheritdoc/>
        public override string ToString() => string.Format(
            CultureInfo.InvariantCulture,
            "{0}: {1} Retry {2} of {3} in {4:0.0} s.",
            Operation,
            Reason,
            Retry,
            MaximumRetryCount,
            Delay.TotalSeconds);
    }

    /// <summary>The server has asked another request of this client to wait, and this one waits with it.</summary>
    /// <param name="Operation">Such as <c>POST /v1/chat/completions</c>.</param>
    /// <param name="Delay">How long it still is.</param>
    public sealed record Paused(string Operation, TimeSpan Delay)
        : TransportEvent(Operation)
    {
        /// <inheritdoc/>
        public override string ToString() => string.Format(
            CultureInfo.InvariantCulture,
            "{0}: waits {1:0.0} s, for the server has asked another request to wait.",
            Operation,
            Delay.TotalSeconds);
    }

    /// <summary>The Admin API key was refused in one header and is sent in the other.</summary>
    /// <param name="Operation">Such as <c>GET /v1/admin/api-keys</c>.</param>
    /// <param name="Header">The header that is tried now.</param>
    public sealed record KeyHeaderChanged(string Operation, AdminKeyHeader Header)
        : TransportEvent(Operation)
    {
        /// <inheritdoc/>
        public override string ToString() =>
            $"{Operation}: the server refused the Admin API key; sending it as {(Header is AdminKeyHeader.XApiKey ? "x-api-key" : "Authorization: Bearer")}.";
    }

    /// <summary>The key was read again from where it is kept and had changed.</summary>
    /// <param name="Operation">Such as <c>POST /v1/chat/completions</c>.</param>
    /// <param name="Source">Where the key came from.</param>
    public sealed record KeyChanged(string Operation, string Source)
        : TransportEvent(Operation)
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Operation}: the key in {Source} has changed; trying with the new one.";
    }

    /// <summary>The credential for the proxy was read again from where it is kept and had changed.</summary>
    /// <param name="Operation">Such as <c>POST /v1/chat/completions</c>.</param>
    /// <param name="Source">Where the credential came from.</param>
    public sealed record ProxyCredentialChanged(string Operation, string Source)
        : TransportEvent(Operation)
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Operation}: the proxy refused the credential; trying with the new one in {Source}.";
    }
}
