using System;
using System.Management.Automation;
using System.Security;
using Mistral.Client;
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

    /// <summary>Makes the object for a key that the server has created, with the key itself as a SecureString.</summary>
    public static NewApiKey From(CreatedApiKey created)
    {
        PSObject output = (PSObject)ResourceAttribute.Of(typeof(ApiKeyResource)).Read(created.Fields)!;
        output.Properties["Key"].Value = created.Key;
        return new NewApiKey(output, created.Id, created.Key, output.Properties["ExpirationDate"]?.Value as DateTimeOffset?);
    }

    /// <summary>Checks that the requested end of a key is in the future.</summary>
    /// <exception cref="MistralApiException">The end has passed.</exception>
    public static void CheckExpiry(DateTimeOffset? expiresOn)
    {
        if (expiresOn < DateTimeOffset.Now)
        {
            throw MistralApiException.InvalidArgument($"-ExpiresOn has passed: {DateText.ToDay(expiresOn)}.");
        }
    }
}
