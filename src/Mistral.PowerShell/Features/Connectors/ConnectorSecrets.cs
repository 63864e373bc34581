using System.Collections;
using System.Collections.Generic;
using System.Security;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>Secrets in the requests of connectors. They stay SecureStrings until the body is written.</summary>
internal static class ConnectorSecrets
{
    /// <summary>Gets headers of a connector. A SecureString is a secret, and other text is not.</summary>
    public static Dictionary<string, object?> GetGlobalHeaders(IDictionary headers)
    {
        Dictionary<string, object?> made = [];
        foreach (DictionaryEntry header in headers)
        {
            SecureString? secret = PSValue.Unwrap(header.Value) as SecureString;
            made.Add(InvariantFormatter.Of(header.Key), new Dictionary<string, object?>
            {
                ["is_secret"] = secret is not null,
                ["value"] = secret ?? (object)InvariantFormatter.Of(header.Value),
            });
        }

        return made;
    }
}
