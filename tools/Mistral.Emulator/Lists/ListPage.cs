using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The part of a list that one request gets.</summary>
internal sealed record ListPage(IReadOnlyList<JsonObject> Items, int Total, int Page, int Size, string? Next)
{
    public JsonArray ToArray() => new([.. Items.Select(item => (JsonNode?)item)]);
}
