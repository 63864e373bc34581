using System.Text.Json.Serialization;

namespace Mistral.Emulator;

/// <summary>The header of the admin key. The OpenAPI document and the documentation of the API differ on it.</summary>
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
