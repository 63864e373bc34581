using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>Completes the field at the end of an expression.</summary>
internal sealed class ExpressionCompleter : TelemetryCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(JsonElement reply, string typed)
    {
        string text = typed.Trim('\'', '"');
        int start = text.LastIndexOfAny([' ', '(', ',']) + 1;
        string begun = text.Substring(0, start);
        return
            from field in FieldNameCompleter.GetFields(reply)
            where CompletionText.Matches(field.Name, text.Substring(start))
            select CompletionText.Create($"{begun}{field.Name}", typed, field.Name, field.ToolTip);
    }
}
