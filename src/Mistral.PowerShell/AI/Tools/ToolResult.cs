using System;

namespace Mistral.PowerShell;

/// <summary>The result of a tool call.</summary>
public sealed record ToolResult
{
    /// <summary>The call's id.</summary>
    public string? Id { get; init; }

    /// <summary>The name of the tool, as the model wrote it.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments as JSON, as the model wrote them.</summary>
    public string? Arguments { get; init; }

    /// <summary>The state of the call.</summary>
    public ToolState State { get; init; }

    /// <summary>The result for the model, as JSON.</summary>
    public required string Content { get; init; }

    /// <summary>The duration of the call.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The number of the round of calls, from 1.</summary>
    public int Round { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {State}";
}
