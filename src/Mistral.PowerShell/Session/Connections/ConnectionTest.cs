using System;

namespace Mistral.PowerShell;

/// <summary>The result of a test request to the API.</summary>
public sealed class ConnectionTest
{
    /// <summary>The base address: the part before <c>/v1</c>.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>Whether a server responded.</summary>
    public bool IsReachable { get; init; }

    /// <summary>Whether the server accepted the key.</summary>
    public bool IsAuthenticated { get; init; }

    /// <summary>The owner of the key; null if the server doesn't say.</summary>
    public string? Identity { get; init; }

    /// <summary>The workspace of the key; null if the server doesn't say.</summary>
    public string? Workspace { get; init; }

    /// <summary>The organization of the key; null if the server doesn't say.</summary>
    public string? Organization { get; init; }

    /// <summary>The id of the key, never the key itself; null if the server doesn't say.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>The duration of the test request.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The source of the key; never the key itself.</summary>
    public required string KeySource { get; init; }

    /// <summary>The error message; null without an error.</summary>
    public string? Problem { get; init; }
}
