using System.Collections.Generic;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>The tools of a model, and how its calls run.</summary>
/// <param name="Tools">The tools.</param>
internal sealed record Toolset(IReadOnlyList<Tool> Tools)
{
    /// <summary>Runs the calls; null if the caller answers them.</summary>
    public ToolRunner? Runner { get; init; }

    /// <summary>The maximum number of rounds of calls.</summary>
    public required int MaxRounds { get; init; }

    /// <summary>Whether calls are shown, but not run.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Creates the tools of a request; null without tools.</summary>
    public ChatTool[]? ToRequest() => Tools.Count > 0 ? [.. Tools.Select(t => t.ToRequest())] : null;
}
