using System.Security;
using System.Text.Json;

namespace Mistral.Client;

/// <summary>A new API key. The server returns the key itself only once.</summary>
public sealed class CreatedApiKey
{
    internal CreatedApiKey(string id, SecureString key, JsonElement fields)
    {
        Id = id;
        Key = key;
        Fields = fields;
    }

    /// <summary>The id of the key.</summary>
    public string Id { get; }

    /// <summary>The key itself.</summary>
    public SecureString Key { get; }

    /// <summary>All fields of the response. The field <c>key</c> is the key as text.</summary>
    internal JsonElement Fields { get; }
}
