using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>The short descriptions of a command and its parameters, from its help. Call it on the pipeline thread only.</summary>
internal sealed class ToolHelp
{
    private const int MaxDescriptionLength = 1024;
    private const int MaxParameterLength = 300;

    private readonly IReadOnlyDictionary<string, string> _parameters;

    private ToolHelp(string? description, IReadOnlyDictionary<string, string> parameters)
    {
        Description = Shorten(description, MaxDescriptionLength);
        _parameters = parameters;
    }

    /// <summary>The description of the command; null without help.</summary>
    public string? Description { get; }

    /// <summary>Gets the description of a parameter; null without help.</summary>
    public string? GetParameter(string name) => _parameters.TryGetValue(name, out string? text) ? Shorten(text, MaxParameterLength) : null;

    /// <summary>Reads the help of a command: the comment of a function or script, or else the output of Get-Help.</summary>
    public static ToolHelp Of(CommandInfo command)
    {
        Ast? ast = command switch
        {
            FunctionInfo function => function.ScriptBlock.Ast,
            ExternalScriptInfo script => script.ScriptBlock.Ast,
            _ => null,
        };
        return FromComment(ast) ?? (ast is null || command.ModuleName.Length > 0 ? FromGetHelp(command) : Nothing);
    }

    /// <summary>Reads the comment of a script block. Get-Help isn't used, because it would search all help for the name.</summary>
    public static ToolHelp Of(ScriptBlock block) => FromComment(block.Ast) ?? Nothing;

    private static ToolHelp Nothing => new(description: null, new Dictionary<string, string>());

    private static ToolHelp? FromComment(Ast? ast)
    {
        CommentHelpInfo? comment = ast switch
        {
            FunctionDefinitionAst function => function.GetHelpContent(),
            ScriptBlockAst script => script.GetHelpContent(),
            _ => null,
        };
        return comment is null ? null
            : new ToolHelp(Join(comment.Synopsis, comment.Description), new Dictionary<string, string>(comment.Parameters ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase));
    }

    private static ToolHelp FromGetHelp(CommandInfo command)
    {
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        _ = shell.AddScript("param($__name) $ProgressPreference = 'Ignore'; Microsoft.PowerShell.Core\\Get-Help -Name $__name -ErrorAction Ignore", useLocalScope: true)
            .AddArgument(command.ModuleName.Length > 0 ? $"{command.ModuleName}\\{command.Name}" : command.Name);
        PSObject? help = shell.Invoke().FirstOrDefault();
        Dictionary<string, string> parameters = new(StringComparer.OrdinalIgnoreCase);
        foreach (PSObject parameter in GetItems(help?.Properties["parameters"]?.Value is PSObject holder ? holder.Properties["parameter"]?.Value : null))
        {
            if (parameter.Properties["name"]?.Value is { } name && GetText(parameter.Properties["description"]?.Value) is { Length: > 0 } text)
            {
                parameters[name.ToString()!] = text;
            }
        }

        // Without help, the synopsis is the syntax, which the schema describes better.
        string? synopsis = help?.Properties["Synopsis"]?.Value?.ToString()?.Trim();
        return new ToolHelp(synopsis?.StartsWith(command.Name, StringComparison.OrdinalIgnoreCase) is true ? null : Join(synopsis, GetText(help?.Properties["description"]?.Value)), parameters);
    }

    private static IEnumerable<PSObject> GetItems(object? value) => value switch
    {
        null => [],
        PSObject { BaseObject: IEnumerable list } when list is not string => list.Cast<object>().Select(PSObject.AsPSObject),
        IEnumerable list and not string and not PSObject => list.Cast<object>().Select(PSObject.AsPSObject),
        _ => [PSObject.AsPSObject(value)],
    };

    private static string GetText(object? paragraphs) =>
        string.Join(" ", GetItems(paragraphs).Select(p => (p.Properties["Text"]?.Value ?? p).ToString()?.Trim()).Where(t => !string.IsNullOrEmpty(t)));

    private static string? Join(string? synopsis, string? description)
    {
        string joined = string.Join(" ", new[] { synopsis?.Trim(), description?.Trim() }.Where(t => !string.IsNullOrEmpty(t)).Distinct());
        return joined.Length > 0 ? joined : null;
    }

    private static string? Shorten(string? text, int length) =>
        text is null || text.Length <= length ? text?.Trim() : text.Substring(0, length).Trim() + "...";
}
