using System.Collections.Generic;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>The tools that a model is given, and how its calls run.</summary>
/// <param name="Tools">The tools.</param>
internal sealed record Toolset(IReadOnlyList<Tool> Tools)
{
    /// <summary>Runs the calls; null where the caller answers them.</summary>
    public ToolRunner? Runner { get; init; }

    /// <summary>How many rounds of calls there may be.</summary>
    public required int MaxRounds { get; init; }

    /// <summary>Whether calls are shown and not run.</summary>
    public bool IsTrial { get; init; }

    /// <summary>The tools as the API is told of them; null for none.</summary>
    public ChatTool[]? ToRequest() => Tools.Count > 0 ? [.. Tools.Select(t => t.ToRequest())] : null;
}
