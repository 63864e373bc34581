using System;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>Code that was completed. As a string it is the code.</summary>
public sealed class FimReply
{
    /// <summary>The code that belongs into the gap.</summary>
    public required string Content { get; init; }

    /// <summary>The beginning that it goes on from.</summary>
    public required string Prompt { get; init; }

    /// <summary>The tokens it took.</summary>
    public PSObject? Usage { get; init; }

    /// <summary>Why it ended: <c>stop</c>, <c>length</c> and others.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The model that wrote it.</summary>
    public string? Model { get; init; }

    /// <summary>The reply's id.</summary>
    public string? Id { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Content;
}
