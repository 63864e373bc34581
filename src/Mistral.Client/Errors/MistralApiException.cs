using System;
using System.Collections.Generic;
using Mistral.Client.Errors;

namespace Mistral.Client;

/// <summary>The only exception of the client. It contains text and numbers, but no request, response or header object.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with a kind.
public sealed class MistralApiException : Exception
#pragma warning restore CA1032
{
    internal MistralApiException(MistralErrorKind kind, string message)
        : base(DisplayText.Clean(message))
    {
        Kind = kind;
    }

    /// <summary>The kind of error.</summary>
    public MistralErrorKind Kind { get; }

    /// <summary>The HTTP status; null without a response.</summary>
    public int? StatusCode { get; internal init; }

    /// <summary>The server's error code, such as <c>1300</c> or <c>unknown_model</c>.</summary>
    public string? ErrorCode { get; internal init => field = Clean(value); }

    /// <summary>The server's error type, such as <c>invalid_request_error</c>.</summary>
    public string? ErrorType { get; internal init => field = Clean(value); }

    /// <summary>The server's correlation id of the request, for its support.</summary>
    public string? CorrelationId { get; internal init => field = Clean(value); }

    /// <summary>How long the server asks to wait before the next request.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Whether <see cref="RetryAfter"/> is longer than the client waits.</summary>
    internal bool IsLongWait { get; init; }

    /// <summary>The rate limits in the response.</summary>
    public RateLimitInfo? RateLimit { get; internal init; }

    /// <summary>The parts of the request that the server refused.</summary>
    public IReadOnlyList<ValidationDetail> ValidationErrors { get; internal init; } = [];

    /// <summary>The text that the model wrote before the error; null if unknown.</summary>
    public string? PartialText { get; internal init; }

    /// <summary>The kind of key that the operation needs.</summary>
    public KeyKind Key { get; internal init; }

    /// <summary>The operation, such as <c>POST /v1/chat/completions</c>, without the query.</summary>
    public string? Operation { get; internal init; }

    /// <summary>Whether the request can't have reached the server, so that any request may be retried.</summary>
    internal bool NothingSent { get; init; }

    /// <summary>The maximum number of retries that may help, if lower than the connection allows; otherwise null.</summary>
    internal int? MaximumRetryCount { get; init; }

    /// <summary>The cause, if the recommended action differs from others of its kind.</summary>
    internal ErrorCause Cause { get; init; }

    /// <summary>The base address of the connection; null without a response.</summary>
    internal Uri? BaseUri { get; init; }

    /// <summary>The source of the refused key; null if it was a parameter or no key was sent.</summary>
    internal string? KeySource { get; init; }

    /// <summary>Whether the proxy refused a credential that was sent.</summary>
    internal bool IsCredentialRefused { get; init; }

    internal static MistralApiException NoApiKey(string reason) =>
        new(MistralErrorKind.NoApiKey, reason) { NothingSent = true };

    internal static MistralApiException AdminKeyNeeded(string operation, string lack = "the connection has no such key") =>
        new(MistralErrorKind.AdminKeyNeeded, $"This operation needs an Admin API key, and {lack}.") { Operation = operation, NothingSent = true };

    internal static MistralApiException NotOnPlatform(string operation, string platform) =>
        new(MistralErrorKind.NotOnPlatform, $"{platform} doesn't have the operation {operation}. The request was not sent.") { Operation = operation, NothingSent = true };

    internal static MistralApiException InvalidApiKey() =>
        new(MistralErrorKind.InvalidApiKey, "The API key contains a space, a line break or another character that isn't allowed in a key.") { NothingSent = true };

    internal static MistralApiException InvalidArgument(string message, ErrorCause cause = ErrorCause.Unspecified) =>
        new(MistralErrorKind.InvalidArgument, message) { NothingSent = true, Cause = cause };

    // A console shows all properties of an error, so each is cleaned.
    private static string? Clean(string? value) => value is null ? null : DisplayText.Clean(value);
}
