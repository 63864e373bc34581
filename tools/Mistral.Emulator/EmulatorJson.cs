using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Emulator;

internal static class EmulatorJson
{
    /// <summary>Options for responses of the API: names as written, non-ASCII text unescaped, as in the live API.</summary>
    public static JsonSerializerOptions Wire { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Options for the control API: camelCase, and an unknown member is an error.</summary>
    public static JsonSerializerOptions Control { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };
}
