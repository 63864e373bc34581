using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>Completes the names of commands that can be tools, and of tools of the server.</summary>
public sealed class ToolCompleter : IArgumentCompleter
{
    private static readonly string[] s_completions = ["Invoke-MistralChat", "Enter-MistralChat"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        CompletionCompleters.CompleteCommand(wordToComplete, moduleName: null, CommandTypes.Cmdlet | CommandTypes.Function | CommandTypes.ExternalScript)
            .Select(c => CompletionText.CreateQuoted(c.CompletionText, c.ListItemText, c.ToolTip))
            .Concat((s_completions.Contains(commandName, StringComparer.OrdinalIgnoreCase) ? ToolReader.ToolsOfCompletions : ToolReader.BuiltInTools)
                .Where(t => CompletionText.Matches(t, wordToComplete))
                .Select(t => CompletionText.CreateQuoted(t, t)));
}
