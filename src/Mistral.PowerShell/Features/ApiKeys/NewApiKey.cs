using System;
using System.Management.Automation;
using System.Security;
using System.Text.Json;
using Mistral.Client;
using Mistral.Client.Authentication;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>A key that was just made: the only time that the server tells it.</summary>
internal sealed class NewApiKey
{
    private NewApiKey(PSObject output, string id, SecureString key, DateTimeOffset? expiresOn)
    {
        Output = output;
        Id = id;
        Key = key;
        ExpiresOn = expiresOn;
    }

    /// <summary>All that the server tells of it, the key itself as a SecureString.</summary>
    public PSObject Output { get; }

    public string Id { get; }

    public SecureString Key { get; }

    /// <summary>When it expires, as the server has it.</summary>
    public DateTimeOffset? ExpiresOn { get; }

    /// <summary>Gets the warning that is due where the key expires on an earlier day than was asked for; null otherwise.</summary>
    public string? FindExpiryWarning(DateTimeOffset? asked) => ExpiresOn?.UtcDateTime.Date < asked?.UtcDateTime.Date
        ? $"The server lets the new key expire on {DateText.ToDay(ExpiresOn?.ToUniversalTime())}, earlier than {DateText.ToDay(asked?.ToUniversalTime())}, which was requested. The organization may limit how long keys are valid."
        : null;

    /// <exception cref="MistralApiException">The reply is not that of a new key.</exception>
    public static NewApiKey Read(MistralResponse reply)
    {
        JsonElement made = reply.ReadJson();
        if (!made.TryGetProperty("key_id", out JsonElement id) || !made.TryGetProperty("key", out JsonElement key) || key.ValueKind is not JsonValueKind.String)
        {
            throw new MistralApiException(MistralErrorKind.InvalidResponse, "The server created a key but did not return it.") { Key = KeyKind.Admin, Operation = "POST /v1/admin/api-keys" };
        }

        SecureString secure = SecureStringConverter.FromText(key.GetString()!);
        PSObject output = (PSObject)ResourceAttribute.Of(typeof(ApiKeyResource)).Read(made)!;
        output.Properties["Key"].Value = secure;
        return new NewApiKey(output, id.GetString()!, secure, output.Properties["ExpirationDate"]?.Value as DateTimeOffset?);
    }
}
