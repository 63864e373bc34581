using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>Completes names of fields.</summary>
internal sealed class FieldNameCompleter : TelemetryCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(JsonElement reply, string typed) =>
        from field in GetFields(reply)
        where CompletionText.Matches(field.Name, typed)
        select CompletionText.Create(field.Name, typed, toolTip: field.ToolTip);

    /// <summary>Gets the fields of a response.</summary>
    public static IEnumerable<(string Name, string ToolTip)> GetFields(JsonElement reply) =>
        JsonFields.GetMember(reply, "field_definitions") is { ValueKind: JsonValueKind.Array } fields
            ? from field in fields.EnumerateArray()
              let name = JsonFields.GetText(field, "name")
              where name is { Length: > 0 }
              orderby name
              select (name, $"{JsonFields.GetText(field, "label")} ({JsonFields.GetText(field, "type")})")
            : [];
}
