using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Pipelines;

/// <summary>The settings of a pipeline, to create and to change it.</summary>
public abstract class PipelineSettingCommand : OperationCommand
{
    private protected PipelineSettingCommand()
    {
    }

    [Parameter]
    [ValidateSet("span", "log", "metric")]
    public string[] Source { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("SearchExpression")]
    public string? Expression { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ObjectToDictionary]
    [Body("selectors")]
    public IDictionary[]? Selector { get; set; }

    [Parameter]
    [AllowEmptyString]
    [Body("description")]
    public string? Description { get; set; }

    /// <summary>What -Source, -Expression and -Selector select; null without any of them.</summary>
    private protected object[]? GetSelectors()
    {
        string? filter = Expression is null ? null : SearchExpression.Check(Expression);
        return Source.Length == 0 && filter is null ? Selector
            : [.. Selector ?? [], .. (Source.Length == 0 ? ["span"] : Source).Select(source => Select(source.ToLowerInvariant(), filter))];
    }

    private static Dictionary<string, object?> Select(string source, string? filter)
    {
        Dictionary<string, object?> selector = new() { ["source_kind"] = source };
        if (filter is not null)
        {
            selector["filter"] = filter;
        }

        return selector;
    }
}
