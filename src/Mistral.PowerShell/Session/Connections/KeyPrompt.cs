using System;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Asks the user for a key, without showing it. Only in interactive sessions.</summary>
internal static class KeyPrompt
{
    /// <exception cref="MistralApiException">The session isn't interactive, or the user entered nothing.</exception>
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
                // Some hosts only report that they aren't interactive when they are asked.
            }
        }

        throw MistralApiException.NoApiKey("No API key was found: MISTRAL_API_KEY is not set, no parameter contains a key, and this session can't ask for one.");
    }
}
