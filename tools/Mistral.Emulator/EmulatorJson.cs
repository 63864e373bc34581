using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Emulator;

internal static class EmulatorJson
{
    /// <summary>Replies of the API: names as written, text outside ASCII left as it is, as the live API does.</summary>
    public static JsonSerializerOptions Wire { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The control endpoints: camelCase, and a misspelt member is an error instead of a silent no-op.</summary>
    public static JsonSerializerOptions Control { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };
}
