using System;
using Mistral.Client.Errors;

namespace Mistral.Client.Transport;

/// <summary>Creates the exception of an error response.</summary>
internal static class ApiErrors
{
    /// <param name="request">The request.</param>
    /// <param name="metadata">The data of the response headers.</param>
    /// <param name="error">The data of the response body.</param>
    /// <param name="options">The options of the client.</param>
    /// <param name="baseUri">The base address of the connection.</param>
    public static MistralApiException Create(MistralRequest request, ReplyMetadata metadata, ErrorReply error, MistralClientOptions options, Uri baseUri)
    {
        MistralErrorKind kind = GetKind(metadata.StatusCode);
        string message = error.Message ?? Describe(kind, metadata);
        if (kind is MistralErrorKind.NotFound && IsBare(error.Message))
        {
            // If there are several ids in the path, the wrong one is unknown, so the message shows the operation.
            message = $"{message.TrimEnd('.')}: {request.Operation}.";
        }

        if (kind is MistralErrorKind.RateLimited && metadata.RateLimit.HasNoEntitlement)
        {
            message = Sentences.Join(message, "The limit is 0: this key has no entitlement to this model, so waiting doesn't help.");
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

    // The caller knows where a key in a parameter comes from.
    private static string? DescribeKey(ApiKeySource? source) => source is SecureStringKeySource or AbsentKeySource ? null : source?.Description;

    // The server's default text for a path that it doesn't know.
    private static bool IsBare(string? text) => text is null || string.Equals(text.TrimEnd('.'), "Not Found", StringComparison.OrdinalIgnoreCase);

    /// <summary>Gets the kind of error that a status means.</summary>
    public static MistralErrorKind GetKind(int status) => status switch
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
            MistralErrorKind.PaymentRequired => "The workspace has no payment method or has reached its spending limit",
            MistralErrorKind.PermissionDenied => "The API key doesn't permit this operation",
            MistralErrorKind.NotFound => "The object, model or operation was not found",
            MistralErrorKind.ProxyAuthentication => "The proxy requires credentials",
            MistralErrorKind.Timeout => "The request timed out on the server",
            MistralErrorKind.Conflict => "The object's state does not allow it",
            MistralErrorKind.RateLimited => "Too many requests or tokens",
            MistralErrorKind.ServerError => "The server failed",
            MistralErrorKind.InvalidRequest => "The server refused the request",
            _ => "The response isn't valid",
        };

        string body = metadata.IsJson
            ? string.Empty
            : $" with a response of type {metadata.ContentType}, which may come from a proxy or a gateway";
        return $"{meaning} (HTTP {metadata.StatusCode}){body}.";
    }
}
