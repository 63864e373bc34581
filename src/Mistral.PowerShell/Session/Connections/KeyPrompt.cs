using System;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Asks a person for a key, masked; only where a person is there to answer.</summary>
internal static class KeyPrompt
{
    /// <exception cref="MistralApiException">Nobody is there, or nothing was typed.</exception>
    public static SecureString Ask(PSHost host)
    {
        if (HostInteractivity.IsAttended)
        {
            try
            {
                host.UI.Write("Mistral API key: ");
                if (host.UI.ReadLineAsSecureString() is { Length: > 0 } key)
                {
                    return key;
                }
            }
            catch (Exception e) when (e is HostException or PSInvalidOperationException or NotImplementedException)
            {
                // A host without a person says so only when it is asked.
            }
        }

        throw MistralApiException.NoApiKey("There is no API key: MISTRAL_API_KEY is not set, none was given, and nobody is here to be asked.");
    }
}
