using System;

namespace Mistral.Client;

/// <summary>An API key in a list, which doesn't have the key itself.</summary>
public sealed record ApiKeyInfo
{
    /// <summary>The id of the key.</summary>
    public required string KeyId { get; init; }

    /// <summary>The key's name.</summary>
    public string? Name { get; init; }

    /// <summary>When the key expires, to the second; null for never.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }
}
