using System;
using System.Collections.Generic;
using Mistral.Client.Errors;

namespace Mistral.Client;

/// <summary>The one exception of the client. It holds text and numbers only: no request, response or header object.</summary>
#pragma warning disable CA1032 // It is made here alone, always with a kind.
public sealed class MistralApiException : Exception
#pragma warning restore CA1032
{
    internal MistralApiException(MistralErrorKind kind, string message)
        : base(DisplayText.Clean(message))
    {
        Kind = kind;
    }

    /// <summary>What went wrong, by cause.</summary>
    public MistralErrorKind Kind { get; }

    /// <summary>The HTTP status, or null where no reply came.</summary>
    public int? StatusCode { get; internal init; }

    /// <summary>The server's own code for the error, such as <c>1300</c> or <c>unknown_model</c>.</summary>
    public string? ErrorCode { get; internal init => field = Clean(value); }

    /// <summary>The server's own type of the error, such as <c>invalid_request_error</c>.</summary>
    public string? ErrorType { get; internal init => field = Clean(value); }

    /// <summary>The server's id of the exchange, for its support.</summary>
    public string? CorrelationId { get; internal init => field = Clean(value); }

    /// <summary>How long the server asks to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Whether that is longer than this client waits.</summary>
    internal bool IsLongWait { get; init; }

    /// <summary>What the reply said of the server's limits.</summary>
    public RateLimitInfo? RateLimit { get; internal init; }

    /// <summary>What the server refused in the request, one entry a mistake.</summary>
    public IReadOnlyList<ValidationDetail> ValidationErrors { get; internal init; } = [];

    /// <summary>What the model had written before the error; null where that is not known.</summary>
    public string? PartialText { get; internal init; }

    /// <summary>Which of the connection's keys the operation takes.</summary>
    public KeyKind Key { get; internal init; }

    /// <summary>The operation, such as <c>POST /v1/chat/completions</c>, without its query.</summary>
    public string? Operation { get; internal init; }

    /// <summary>Whether nothing can have reached the server's own code, so that anything may be repeated.</summary>
    internal bool NothingSent { get; init; }

    /// <summary>How many retries at most may help, where that is fewer than the connection allows; null for all.</summary>
    internal int? MaximumRetryCount { get; init; }

    /// <summary>The cause, where it needs other advice than the rest of its kind.</summary>
    internal ErrorCause Cause { get; init; }

    /// <summary>The base address of the connection; null where no reply came.</summary>
    internal Uri? BaseUri { get; init; }

    /// <summary>Where the refused key comes from; null where it was given as a parameter or none was sent.</summary>
    internal string? KeySource { get; init; }

    /// <summary>Whether the proxy was sent a credential and refused it.</summary>
    internal bool IsCredentialRefused { get; init; }

    internal static MistralApiException NoApiKey(string reason) =>
        new(MistralErrorKind.NoApiKey, reason) { NothingSent = true };

    internal static MistralApiException AdminKeyNeeded(string operation, string lack = "the connection has none") =>
        new(MistralErrorKind.AdminKeyNeeded, $"This operation needs an Admin API key, and {lack}.") { Operation = operation, NothingSent = true };

    internal static MistralApiException InvalidApiKey() =>
        new(MistralErrorKind.InvalidApiKey, "The API key holds a space, a line break or another character that no key has.") { NothingSent = true };

    internal static MistralApiException InvalidArgument(string message, ErrorCause cause = ErrorCause.Unspecified) =>
        new(MistralErrorKind.InvalidArgument, message) { NothingSent = true, Cause = cause };

    // Whoever looks at an error sees all of it.
    private static string? Clean(string? value) => value is null ? null : DisplayText.Clean(value);
}
