using System;

namespace Mistral.Client.Transport;

/// <summary>Decides whether a failed request is worth another try, and after how long.</summary>
internal sealed class RetryPolicy(RetryOptions options)
{
    // The server has refused to act on what might be a replay.
    private const int TooEarly = 425;

    private readonly Random _random = new();

    /// <summary>Gets the wait before the next try, or null where there is to be none.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="repeatable">Whether doing the request twice does no harm.</param>
    /// <param name="retries">How many tries have followed the first one already.</param>
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

        // To ask for next to nothing is no reason to come at once, and again at once.
        TimeSpan least = failure.RetryAfter ?? TimeSpan.Zero;
        double ceiling = Math.Min(options.MaximumDelay.TotalMilliseconds, options.BaseDelay.TotalMilliseconds * Math.Pow(2, retries));

        // Full jitter: many callers that failed together must not come back together.
        lock (_random)
        {
            return TimeSpan.FromMilliseconds(Math.Max(least.TotalMilliseconds, _random.NextDouble() * ceiling));
        }
    }

    /// <summary>Gets how many retries there may be after a failure.</summary>
    public int GetMaximum(MistralApiException failure) => Math.Min(failure.MaximumRetryCount ?? int.MaxValue, options.MaximumRetryCount);

    /// <summary>Whether the server has left undone what was asked.</summary>
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
