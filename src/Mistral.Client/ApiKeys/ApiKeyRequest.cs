using System;
using System.Text.Json.Serialization;
using Mistral.Client.ApiKeys;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/admin/api-keys</c>. A null isn't sent.</summary>
public sealed record ApiKeyRequest
{
    /// <summary>The id of the key's workspace.</summary>
    [JsonPropertyName("workspace_uuid")]
    public required string WorkspaceId { get; init; }

    /// <summary>The id of the key's user.</summary>
    public required string UserId { get; init; }

    /// <summary>The key's name, up to 255 characters.</summary>
    public string? Name { get; init; }

    /// <summary>When the key expires. The API takes the day, in UTC, and may choose an earlier one.</summary>
    [JsonPropertyName("expiration")]
    [JsonConverter(typeof(DayConverter))]
    public DateTimeOffset? ExpiresOn { get; init; }
}
