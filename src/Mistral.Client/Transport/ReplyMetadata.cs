using System;
using System.Globalization;
using System.Net.Http;
using System.Net.Http.Headers;
using Mistral.Client.Authentication;
#if NET
using Fields = System.Collections.Generic.Dictionary<string, string>;
#else
using System.Linq;
using Fields = System.Net.Http.Headers.HttpResponseHeaders;
#endif

namespace Mistral.Client;

/// <summary>The data of the response headers. The header objects are not kept.</summary>
public sealed record ReplyMetadata
{
    // Far more than anyone waits, and far less than the range of TimeSpan.
    private const double MaxMilliseconds = 1e12;

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; init; }

    /// <summary>The media type without parameters, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The server's correlation id of the request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The rate limits in the headers.</summary>
    public RateLimitInfo RateLimit { get; init; } = new();

    /// <summary>How long the server asks to wait before the next request.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>When the model will be retired, as the server writes it.</summary>
    public string? ModelDeprecation { get; init; }

    /// <summary>Whether the body is JSON. A response without a content type counts as JSON.</summary>
    internal bool IsJson { get; init; }

    /// <summary>Whether the body is text.</summary>
    internal bool IsText { get; init; }

    /// <summary>Whether the body is a stream of events.</summary>
    internal bool IsEventStream { get; init; }

    /// <summary>Creates the data of a response that was kept from an earlier request.</summary>
    internal static ReplyMetadata FromCache(string? contentType) => From(contentType) with { StatusCode = 200, ContentType = contentType };

    private static ReplyMetadata From(string? contentType) => new()
    {
        IsJson = contentType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) is null or true,
        IsText = contentType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) is true,
        IsEventStream = "text/event-stream".Equals(contentType, StringComparison.OrdinalIgnoreCase),
    };

    internal static ReplyMetadata From(HttpResponseMessage response, KeyRedactor redactor)
    {
        string? contentType = GetContentType(response);
        Fields fields = Read(response.Headers);

        // The type is examined before the key is removed, because the key may be part of it.
        return From(contentType) with
        {
            StatusCode = (int)response.StatusCode,
            ContentType = redactor.Hide(contentType),
            CorrelationId = redactor.Hide(First(fields, "mistral-correlation-id") ?? First(fields, "x-kong-request-id")),
            ModelDeprecation = redactor.Hide(First(fields, "x-model-deprecation-timestamp")),
            RetryAfter = Wait(response, fields),
            RateLimit = new RateLimitInfo
            {
                RequestLimit = Number(fields, "x-ratelimit-limit-req-minute"),
                RequestRemaining = Number(fields, "x-ratelimit-remaining-req-minute") ?? Number(fields, "x-ratelimit-remaining"),
                TokenLimit = Number(fields, "x-ratelimit-limit-tokens-minute") ?? Number(fields, "x-ratelimitbysize-limit-minute"),
                TokenRemaining = Number(fields, "x-ratelimit-remaining-tokens-minute") ?? Number(fields, "x-ratelimitbysize-remaining-minute"),
            },
        };
    }

    // Read as text: the framework ignores a header that isn't valid, such as one with a semicolon at its end.
    private static string? GetContentType(HttpResponseMessage response) =>
        response.Content is { } content && First(content.Headers, "Content-Type") is { } header
        && header.Split(';', ',')[0].Trim() is { Length: > 0 } type ? type : null;

    private static TimeSpan? Wait(HttpResponseMessage response, Fields fields)
    {
        if (double.TryParse(First(fields, "retry-after-ms"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double milliseconds) && milliseconds is >= 0 and < MaxMilliseconds)
        {
            return TimeSpan.FromMilliseconds(Math.Ceiling(milliseconds));
        }

        if (First(fields, "Retry-After") is not { } text)
        {
            return null;
        }

        if (response.Headers.RetryAfter is not { } header)
        {
            // The framework accepts neither a fraction nor a number above 31 bits.
            return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds >= 0
                ? TimeSpan.FromSeconds(Math.Min(Math.Ceiling(seconds), Math.Floor(TimeSpan.MaxValue.TotalSeconds)))
                : null;
        }

        // The date is that of the server's clock, which may differ from this machine's.
        TimeSpan? wait = header.Delta ?? header.Date - (response.Headers.Date ?? DateTimeOffset.UtcNow);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    // The framework parses a header that is read in the usual way, which is slow. Reading all at once is faster than looking up each.
#if NET
    private static Fields Read(HttpResponseHeaders headers)
    {
        Fields fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (System.Collections.Generic.KeyValuePair<string, HeaderStringValues> header in headers.NonValidated)
        {
            fields[header.Key] = First(header.Value) ?? string.Empty;
        }

        return fields;
    }

    private static string? First(Fields fields, string name) => fields.TryGetValue(name, out string? value) ? value : null;

    private static string? First(HttpContentHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? First(values) : null;

    private static string? First(HeaderStringValues values)
    {
        foreach (string value in values)
        {
            return value;
        }

        return null;
    }
#else
    private static Fields Read(HttpResponseHeaders headers) => headers;

    private static string? First(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out System.Collections.Generic.IEnumerable<string>? values) ? values.FirstOrDefault() : null;
#endif

    private static long? Number(Fields fields, string name) =>
        long.TryParse(First(fields, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;
}
