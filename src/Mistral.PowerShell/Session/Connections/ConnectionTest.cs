using System;

namespace Mistral.PowerShell;

/// <summary>What one round trip to the API has shown.</summary>
public sealed class ConnectionTest
{
    /// <summary>What stands before <c>/v1</c>.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>Whether a server answered.</summary>
    public bool IsReachable { get; init; }

    /// <summary>Whether it took the key.</summary>
    public bool IsAuthenticated { get; init; }

    /// <summary>Whom the key belongs to, where the server tells.</summary>
    public string? Identity { get; init; }

    /// <summary>The key's workspace, where the server tells.</summary>
    public string? Workspace { get; init; }

    /// <summary>The key's organization, where the server tells.</summary>
    public string? Organization { get; init; }

    /// <summary>The key's own id, where the server tells; never the key.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>How long the round trip took.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Where the key comes from; never the key.</summary>
    public required string KeySource { get; init; }

    /// <summary>What went wrong, if anything did.</summary>
    public string? Problem { get; init; }
}
