using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client.Json;

/// <summary>
/// How JSON is written and read everywhere: snake_case, no field for a null, text as it is, and values of other kinds than the
/// API says as far as they can be understood. Each feature has a serializer context of its own, so that the first call of one
/// doesn't load the types of all. Properties that nearly every response sets have setters instead of init: for init, the
/// serializer collects all values before it creates the object, and the defaults of missing ones are lost.
/// </summary>
internal static class MistralJson
{
    /// <summary>Creates the options of one context. A context makes its options read-only, so each needs its own.</summary>
    public static JsonSerializerOptions CreateOptions() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // Bodies are never put into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new TextConverter(), new Int32Converter(), new NullableInt32Converter(), new BooleanConverter(), new DateConverter(), new ElementConverter() },
    };
}
