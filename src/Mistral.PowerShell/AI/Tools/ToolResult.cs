using System;

namespace Mistral.PowerShell;

/// <summary>What became of a call that a model asked for.</summary>
public sealed record ToolResult
{
    /// <summary>The call's id.</summary>
    public string? Id { get; init; }

    /// <summary>The tool's name, as the model gave it.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments as JSON, as the model gave them.</summary>
    public string? Arguments { get; init; }

    /// <summary>How it ended.</summary>
    public ToolState State { get; init; }

    /// <summary>What the model was told: JSON.</summary>
    public required string Content { get; init; }

    /// <summary>How long it ran.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Which round of calls it belongs to, from 1.</summary>
    public int Round { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {State}";
}
