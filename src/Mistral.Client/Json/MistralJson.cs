using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client.Json;

/// <summary>
/// The JSON options of all features: snake_case, no fields for null, no escaping of text beyond what JSON requires, and
/// lenient reading of values whose type differs from the specification. Each feature has its own serializer context, so that
/// the first call of a feature doesn't load the types of all. Properties that nearly every response sets have setters instead
/// of init: for init, the serializer collects all values before it creates the object, and loses the defaults of missing ones.
/// </summary>
internal static class MistralJson
{
    /// <summary>Creates the options of one context. A context makes its options read-only, so each needs its own.</summary>
    public static JsonSerializerOptions CreateOptions() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // Bodies are never inserted into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new TextConverter(), new Int32Converter(), new NullableInt32Converter(), new BooleanConverter(), new DateConverter(), new ElementConverter() },
    };
}
