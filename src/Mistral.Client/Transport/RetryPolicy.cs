using System;

namespace Mistral.Client.Transport;

/// <summary>Decides whether and after which delay a failed request is retried.</summary>
internal sealed class RetryPolicy(RetryOptions options)
{
    // Too Early: the server refused to process a request that might be a replay.
    private const int TooEarly = 425;

    private readonly Random _random = new();

    /// <summary>Gets the delay before the next retry, or null for no retry.</summary>
    /// <param name="failure">The error.</param>
    /// <param name="repeatable">Whether the request may be executed twice without harm.</param>
    /// <param name="retries">The number of retries so far.</param>
    public TimeSpan? Next(MistralApiException failure, bool repeatable, int retries)
    {
        if (retries >= GetMaximum(failure) || !IsPassing(failure) || !(repeatable || CannotHaveActed(failure)))
        {
            return null;
        }

        if (failure.RetryAfter is { } asked && asked >= options.BaseDelay)
        {
            return asked <= options.MaximumRetryAfter ? asked : null;
        }

        // A very short Retry-After must not lead to immediate retries.
        TimeSpan least = failure.RetryAfter ?? TimeSpan.Zero;
        double ceiling = Math.Min(options.MaximumDelay.TotalMilliseconds, options.BaseDelay.TotalMilliseconds * Math.Pow(2, retries));

        // Full jitter, so that callers that failed together don't retry together.
        lock (_random)
        {
            return TimeSpan.FromMilliseconds(Math.Max(least.TotalMilliseconds, _random.NextDouble() * ceiling));
        }
    }

    /// <summary>Gets the maximum number of retries after an error.</summary>
    public int GetMaximum(MistralApiException failure) => Math.Min(failure.MaximumRetryCount ?? int.MaxValue, options.MaximumRetryCount);

    /// <summary>Whether the server can't have executed the request.</summary>
    public static bool CannotHaveActed(MistralApiException failure) =>
        failure.NothingSent || failure.Kind is MistralErrorKind.RateLimited || failure.StatusCode is TooEarly;

    private static bool IsPassing(MistralApiException failure) => failure.Kind switch
    {
        MistralErrorKind.RateLimited => failure.RateLimit is not { HasNoEntitlement: true },
        MistralErrorKind.ServerError => failure.StatusCode is TooEarly or 500 or 502 or 503 or 504 or (>= 520 and <= 524) or 529,
        MistralErrorKind.Connection => true,
        MistralErrorKind.Timeout => failure.NothingSent || failure.StatusCode is 408,
        _ => false,
    };
}
