using System;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>Completed code. Converted to a string, it is the code.</summary>
public sealed class FimReply
{
    /// <summary>The code for the gap.</summary>
    public required string Content { get; init; }

    /// <summary>The code before the gap.</summary>
    public required string Prompt { get; init; }

    /// <summary>The tokens used.</summary>
    public PSObject? Usage { get; init; }

    /// <summary>The cost of the request; null if the price is unknown.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The finish reason: <c>stop</c>, <c>length</c>, and others.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>The id of the reply.</summary>
    public string? Id { get; init; }

    /// <summary>The time when the server created the reply.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether the reply is from the cache. Then it cost nothing, and Usage tells what it cost at first.</summary>
    public bool FromCache { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Content;
}
