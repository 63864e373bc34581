namespace Mistral.Client;

/// <summary>What the server's last reply said of its limits. A value it did not say is null.</summary>
public sealed record RateLimitInfo
{
    /// <summary>Requests allowed each minute; 0 means no entitlement.</summary>
    public long? RequestLimit { get; init; }

    /// <summary>Requests left in this minute.</summary>
    public long? RequestRemaining { get; init; }

    /// <summary>Tokens allowed each minute; 0 means no entitlement.</summary>
    public long? TokenLimit { get; init; }

    /// <summary>Tokens left in this minute.</summary>
    public long? TokenRemaining { get; init; }

    /// <summary>Whether a limit of 0 says that this key may not use the model at all, so that waiting is of no use.</summary>
    internal bool HasNoEntitlement => RequestLimit == 0 || TokenLimit == 0;
}
