using System.Text.Json.Serialization;

namespace Mistral.Emulator;

/// <summary>Where the admin key is looked for: the API's document says one header, its prose the other.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AdminHeader>))]
public enum AdminHeader
{
    [JsonStringEnumMemberName("both")]
    Both,

    [JsonStringEnumMemberName("bearer")]
    Bearer,

    [JsonStringEnumMemberName("x-api-key")]
    XApiKey,
}
