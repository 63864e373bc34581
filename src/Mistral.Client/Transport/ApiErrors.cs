using System;
using Mistral.Client.Errors;

namespace Mistral.Client.Transport;

/// <summary>Makes the exception for a reply that says no.</summary>
internal static class ApiErrors
{
    /// <param name="request">What was asked.</param>
    /// <param name="metadata">What the reply's headers tell.</param>
    /// <param name="error">What its body tells.</param>
    /// <param name="options">The options of the client.</param>
    /// <param name="baseUri">The base address of the connection.</param>
    public static MistralApiException Create(MistralRequest request, ReplyMetadata metadata, ErrorReply error, MistralClientOptions options, Uri baseUri)
    {
        MistralErrorKind kind = GetKind(metadata.StatusCode);
        string message = error.Message ?? Describe(kind, metadata);
        if (kind is MistralErrorKind.NotFound && IsBare(error.Message))
        {
            // Which of several ids is meant can't be known, so all are named.
            message = $"{message.TrimEnd('.')}: nothing there answers to {request.Operation}.";
        }

        if (kind is MistralErrorKind.RateLimited && metadata.RateLimit.HasNoEntitlement)
        {
            message = Sentences.Join(message, "The limit is 0: this key has no entitlement to this model, so waiting does not help.");
        }

        bool isLongWait = metadata.RetryAfter > options.Retry.MaximumRetryAfter;
        if (isLongWait)
        {
            message = Sentences.Join(message, $"The server asks to wait {DurationFormatter.Of(metadata.RetryAfter!.Value)}.");
        }

        return new MistralApiException(kind, message)
        {
            StatusCode = metadata.StatusCode,
            ErrorCode = error.Code,
            ErrorType = error.Type,
            CorrelationId = metadata.CorrelationId,
            RetryAfter = metadata.RetryAfter,
            IsLongWait = isLongWait,
            RateLimit = metadata.RateLimit,
            ValidationErrors = error.Details,
            Operation = request.Operation,
            Key = request.Key,
            BaseUri = baseUri,
            KeySource = DescribeKey(request.Key is KeyKind.Api ? options.KeySource : options.AdminKeySource),
        };
    }

    // Who gave a key as a parameter knows it.
    private static string? DescribeKey(ApiKeySource? source) => source is SecureStringKeySource or NoKeySource or AbsentKeySource ? null : source?.Description;

    // What a server says that has no words of its own for it.
    private static bool IsBare(string? text) => text is null || string.Equals(text.TrimEnd('.'), "Not Found", StringComparison.OrdinalIgnoreCase);

    private static MistralErrorKind GetKind(int status) => status switch
    {
        401 => MistralErrorKind.Authentication,
        402 => MistralErrorKind.PaymentRequired,
        403 => MistralErrorKind.PermissionDenied,
        404 or 410 => MistralErrorKind.NotFound,
        407 => MistralErrorKind.ProxyAuthentication,
        408 => MistralErrorKind.Timeout,
        409 => MistralErrorKind.Conflict,
        429 => MistralErrorKind.RateLimited,
        425 or >= 500 => MistralErrorKind.ServerError,
        >= 400 => MistralErrorKind.InvalidRequest,
        _ => MistralErrorKind.InvalidResponse,
    };

    private static string Describe(MistralErrorKind kind, ReplyMetadata metadata)
    {
        string meaning = kind switch
        {
            MistralErrorKind.Authentication => "The server does not accept the API key",
            MistralErrorKind.PaymentRequired => "The workspace has no means of payment or has reached its spending limit",
            MistralErrorKind.PermissionDenied => "The API key may not do this",
            MistralErrorKind.NotFound => "The object, model or operation was not found",
            MistralErrorKind.ProxyAuthentication => "The proxy asks for credentials",
            MistralErrorKind.Timeout => "The server gave up waiting",
            MistralErrorKind.Conflict => "The object's state does not allow it",
            MistralErrorKind.RateLimited => "Too many requests or tokens",
            MistralErrorKind.ServerError => "The server failed",
            MistralErrorKind.InvalidRequest => "The server refused the request",
            _ => "The response isn't valid",
        };

        string body = metadata.IsJson
            ? string.Empty
            : $" and answered with {metadata.ContentType}, as a proxy or a gateway in between does";
        return $"{meaning} (HTTP {metadata.StatusCode}){body}.";
    }
}
