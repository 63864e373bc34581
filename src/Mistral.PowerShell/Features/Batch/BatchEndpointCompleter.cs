using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>Completes the operations of batches.</summary>
internal sealed class BatchEndpointCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        BatchEndpoint.All
            .Where(e => CompletionText.Matches(e.Name, wordToComplete))
            .Select(e => CompletionText.Create(e.Name, wordToComplete));
}
