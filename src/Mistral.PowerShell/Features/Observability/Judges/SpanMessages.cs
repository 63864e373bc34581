using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Observability.Judges;

/// <summary>The conversation in a span. Its messages are JSON texts with parts, as OpenTelemetry defines them.</summary>
internal static class SpanMessages
{
    /// <summary>Reads the messages for a judge.</summary>
    /// <param name="span">The span.</param>
    /// <exception cref="MistralApiException">The span has no messages.</exception>
    public static object[] Read(PSObject span)
    {
        string system = string.Join("\n", Parse(span, "SystemInstructions").Select(GetText).Where(t => t.Length > 0));
        object[] messages =
        [
            .. system.Length > 0 ? [new Dictionary<string, object?> { ["role"] = "system", ["content"] = system }] : Array.Empty<object>(),
            .. Parse(span, "InputMessages").SelectMany(ReadMessage),
            .. Parse(span, "OutputMessages").SelectMany(ReadMessage),
        ];
        return messages.Length > 0 ? messages : throw MistralApiException.InvalidArgument(
            $"The span '{span.Properties["SpanId"]?.Value}' has no messages to judge. Search-MistralSpan -Operation chat finds calls of models.");
    }

    private static JsonElement[] Parse(PSObject span, string property)
    {
        if (PSValue.Unwrap(span.Properties[property]?.Value) is not string { Length: > 0 } text)
        {
            return [];
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement.Clone();
            return root.ValueKind is JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
        }
        catch (JsonException)
        {
            throw MistralApiException.InvalidArgument($"{property} of the span '{span.Properties["SpanId"]?.Value}' isn't valid JSON, so the span can't be judged.");
        }
    }

    // The response of a tool is a message of its own.
    private static IEnumerable<Dictionary<string, object?>> ReadMessage(JsonElement message)
    {
        JsonElement[] parts = JsonFields.GetMember(message, "parts") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
        foreach (JsonElement part in parts.Where(p => JsonFields.GetText(p, "type") == "tool_call_response"))
        {
            yield return new() { ["role"] = "tool", ["tool_call_id"] = JsonFields.GetText(part, "id"), ["content"] = AsText(JsonFields.GetMember(part, "response")) };
        }

        string text = string.Join("\n", parts.Select(GetText).Append(AsText(JsonFields.GetMember(message, "content"))).Where(t => t.Length > 0));
        object[] calls = [.. parts.Where(p => JsonFields.GetText(p, "type") == "tool_call").Select(CreateCall)];
        if (text.Length > 0 || calls.Length > 0)
        {
            Dictionary<string, object?> made = new() { ["role"] = JsonFields.GetText(message, "role") ?? "user", ["content"] = text };
            if (calls.Length > 0)
            {
                made["tool_calls"] = calls;
            }

            yield return made;
        }
    }

    private static object CreateCall(JsonElement part) => new Dictionary<string, object?>
    {
        ["id"] = JsonFields.GetText(part, "id"),
        ["function"] = new Dictionary<string, object?> { ["name"] = JsonFields.GetText(part, "name"), ["arguments"] = AsText(JsonFields.GetMember(part, "arguments")) },
    };

    private static string GetText(JsonElement part) => JsonFields.GetText(part, "type") is "text" or null ? AsText(JsonFields.GetMember(part, "content")) : string.Empty;

    private static string AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Undefined or JsonValueKind.Null => string.Empty,
        _ => value.GetRawText(),
    };
}
