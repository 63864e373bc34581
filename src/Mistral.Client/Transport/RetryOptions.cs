using System;

namespace Mistral.Client;

/// <summary>When and how often a request is tried again.</summary>
public sealed record RetryOptions
{
    /// <summary>How many times after the first try. Default: 3; 0 turns it off.</summary>
    public int MaximumRetryCount { get; init; } = 3;

    /// <summary>The upper end of the first wait, doubled for each further one. Default: 0.5 seconds.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait of our own choice. Default: 30 seconds.</summary>
    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest Retry-After that is waited for; a longer one is an error at once. Default: 120 seconds.</summary>
    public TimeSpan MaximumRetryAfter { get; init; } = TimeSpan.FromSeconds(120);
}
