using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Observability.Judges;

/// <summary>The fields that define a judge. The API takes all of them, whenever a judge is changed or sent with a request.</summary>
internal static class JudgeDefinition
{
    private static readonly string[] s_fields = ["name", "description", "model_name", "output", "instructions", "tools"];

    /// <summary>Reads the fields of a judge.</summary>
    public static Dictionary<string, object?> Read(JsonElement judge) => s_fields.ToDictionary(field => field, field => (object?)JsonFields.GetMember(judge, field));
}
