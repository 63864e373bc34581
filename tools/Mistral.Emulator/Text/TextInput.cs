using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.Emulator;

/// <summary>An <c>input</c> member, which is a string or a list of strings.</summary>
internal static class TextInput
{
    public static IReadOnlyList<string> Read(JsonElement body)
    {
        var input = body.GetProperty("input");
        return input.ValueKind == JsonValueKind.String
            ? [input.GetString()!]
            : [.. input.EnumerateArray().Select(item => item.GetString()!)];
    }
}
