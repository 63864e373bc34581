using System;
using System.Globalization;

namespace Mistral.Client;

/// <summary>An event of the transport, without secrets: no header, no body, no query.</summary>
/// <param name="Operation">The operation, such as <c>POST /v1/chat/completions</c>.</param>
public abstract record TransportEvent(string Operation)
{
    /// <summary>A response has begun.</summary>
    /// <param name="Operation">The operation, such as <c>POST /v1/chat/completions</c>.</param>
    /// <param name="StatusCode">The HTTP status.</param>
    /// <param name="Elapsed">The time from sending the request to receiving the response headers.</param>
    /// <param name="CorrelationId">The server's correlation id of the request.</param>
    /// <param name="ModelDeprecation">When the model will be retired, as the server writes it.</param>
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

    /// <summary>A request failed and will be retried after a delay.</summary>
    /// <param name="Operation">The operation, such as <c>POST /v1/chat/completions</c>.</param>
    /// <param name="Reason">The error message.</param>
    /// <param name="Retry">The number of this retry, from 1.</param>
    /// <param name="MaximumRetryCount">The maximum number of retries.</param>
    /// <param name="Delay">The delay before the retry.</param>
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

    /// <summary>The server asked another request of this client to wait, and this request waits too.</summary>
    /// <param name="Operation">The operation, such as <c>POST /v1/chat/completions</c>.</param>
    /// <param name="Delay">The remaining delay.</param>
    public sealed record Paused(string Operation, TimeSpan Delay)
        : TransportEvent(Operation)
    {
        /// <inheritdoc/>
        public override string ToString() => string.Format(
            CultureInfo.InvariantCulture,
            "{0}: waits {1:0.0} s, because the server asked another request to wait.",
            Operation,
            Delay.TotalSeconds);
    }

    /// <summary>The server refused the Admin API key in one header, and it is sent in the other one.</summary>
    /// <param name="Operation">The operation, such as <c>GET /v1/admin/api-keys</c>.</param>
    /// <param name="Header">The new header.</param>
    public sealed record KeyHeaderChanged(string Operation, AdminKeyHeader Header)
        : TransportEvent(Operation)
    {
        /// <inheritdoc/>
        public override string ToString() =>
            $"{Operation}: the server refused the Admin API key; sending it as {(Header is AdminKeyHeader.XApiKey ? "x-api-key" : "Authorization: Bearer")}.";
    }

    /// <summary>The key was read again from its storage and has changed.</summary>
    /// <param name="Operation">The operation, such as <c>POST /v1/chat/completions</c>.</param>
    /// <param name="Source">The source of the key.</param>
    public sealed record KeyChanged(string Operation, string Source)
        : TransportEvent(Operation)
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Operation}: the key in {Source} has changed; trying with the new one.";
    }

    /// <summary>The proxy credential was read again from its storage and has changed.</summary>
    /// <param name="Operation">The operation, such as <c>POST /v1/chat/completions</c>.</param>
    /// <param name="Source">The source of the credential.</param>
    public sealed record ProxyCredentialChanged(string Operation, string Source)
        : TransportEvent(Operation)
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Operation}: the proxy refused the credential; trying with the new one in {Source}.";
    }
}
