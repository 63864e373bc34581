using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Mistral.PowerShell;

/// <summary>Completes what an agent can have as a tool: the API's own ones, then the names of commands.</summary>
internal sealed class AgentToolCompleter : IArgumentCompleter
{
    private readonly ToolCompleter _commands = new();

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        AgentTools.BuiltIn
            .Where(t => CompletionText.Matches(t, wordToComplete))
            .Select(t => new CompletionResult(t, t, CompletionResultType.ParameterValue, t))
            .Concat(_commands.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters));
}
