using System;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using System.Text.RegularExpressions;
using Mistral.Client;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>A new API key. The server returns the key itself only once.</summary>
internal sealed class NewApiKey
{
    private NewApiKey(PSObject output, string id, SecureString key, DateTimeOffset? expiresOn)
    {
        Output = output;
        Id = id;
        Key = key;
        ExpiresOn = expiresOn;
    }

    /// <summary>All fields of the response, with the key as a SecureString.</summary>
    public PSObject Output { get; }

    public string Id { get; }

    public SecureString Key { get; }

    /// <summary>When the key expires, according to the server.</summary>
    public DateTimeOffset? ExpiresOn { get; }

    /// <summary>Gets the warning if the key expires on an earlier day than requested; otherwise null.</summary>
    public string? FindExpiryWarning(DateTimeOffset? asked) => ExpiresOn?.UtcDateTime.Date < asked?.UtcDateTime.Date
        ? $"The new key expires on {DateText.ToDay(ExpiresOn?.ToUniversalTime())}, earlier than the requested {DateText.ToDay(asked?.ToUniversalTime())}. The organization may limit how long keys are valid."
        : null;

    /// <summary>Creates the object for a new key, with the key itself as a SecureString.</summary>
    public static NewApiKey From(CreatedApiKey created)
    {
        PSObject output = (PSObject)ResourceAttribute.Of(typeof(ApiKeyResource)).Read(created.Fields)!;
        output.Properties["Key"].Value = created.Key;
        return new NewApiKey(output, created.Id, created.Key, output.Properties["ExpirationDate"]?.Value as DateTimeOffset?);
    }

    /// <summary>Checks that the requested expiry is in the future.</summary>
    /// <exception cref="MistralApiException">The expiry is in the past.</exception>
    public static void CheckExpiry(DateTimeOffset? expiresOn)
    {
        if (expiresOn < DateTimeOffset.Now)
        {
            throw MistralApiException.InvalidArgument($"-ExpiresOn must be in the future: {DateText.ToDay(expiresOn)}.");
        }
    }

    /// <summary>Creates the name of a new key from the name of the old one. It explains the key to users of the console, and its end makes it unique.</summary>
    public static string GetName(string name, string mark)
    {
        string plain = Regex.Replace(name, @" \(rotated [^)]*\)$", string.Empty);
        string end = string.Format(CultureInfo.InvariantCulture, " (rotated {0:yyyyMMdd'T'HHmmss'Z'} {1})", DateTime.UtcNow, mark);
        return (plain.Length + end.Length <= 255 ? plain : plain.Substring(0, 255 - end.Length)) + end;
    }
}
