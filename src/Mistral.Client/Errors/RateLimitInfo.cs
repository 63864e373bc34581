namespace Mistral.Client;

/// <summary>The rate limits in a response. A value that is missing in the response is null.</summary>
public sealed record RateLimitInfo
{
    /// <summary>The number of requests allowed each minute. 0 means no entitlement.</summary>
    public long? RequestLimit { get; init; }

    /// <summary>The number of requests left in this minute.</summary>
    public long? RequestRemaining { get; init; }

    /// <summary>The number of tokens allowed each minute. 0 means no entitlement.</summary>
    public long? TokenLimit { get; init; }

    /// <summary>The number of tokens left in this minute.</summary>
    public long? TokenRemaining { get; init; }

    /// <summary>Whether a limit is 0: the key may not use the model, and waiting doesn't help.</summary>
    internal bool HasNoEntitlement => RequestLimit == 0 || TokenLimit == 0;
}
