using System;

namespace Mistral.Client;

/// <summary>When and how often a request is retried.</summary>
public sealed record RetryOptions
{
    /// <summary>The maximum number of retries. Default: 3; 0 disables retries.</summary>
    public int MaximumRetryCount { get; init; } = 3;

    /// <summary>The upper limit of the first delay; it doubles for each further one. Default: 0.5 seconds.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The maximum delay that the client chooses itself. Default: 30 seconds.</summary>
    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum Retry-After that the client waits; a longer one is an error at once. Default: 120 seconds.</summary>
    public TimeSpan MaximumRetryAfter { get; init; } = TimeSpan.FromSeconds(120);
}
