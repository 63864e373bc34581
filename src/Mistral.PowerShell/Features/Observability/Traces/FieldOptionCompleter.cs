using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>Completes values of the field that a parameter is a condition of.</summary>
internal sealed class FieldOptionCompleter : TelemetryCompleter
{
    private protected override string? GetPath(Type cmdlet, PropertyInfo parameter, IDictionary given) =>
        parameter.GetCustomAttribute<ConditionAttribute>() is { } condition && FindSource(cmdlet, given) is { } source
            ? $"{source}/fields/{MistralRequest.EscapeSegment(condition.Field)}/options"
            : null;

    private protected override IEnumerable<CompletionResult> Complete(JsonElement reply, string typed) =>
        from option in JsonFields.GetTexts(reply, "options")
        where CompletionText.Matches(option, typed)
        select CompletionText.Create(option, typed);
}
