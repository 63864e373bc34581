using System.Management.Automation;
using System.Net;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Turns PowerShell's credentials into those of the network.</summary>
internal static class CredentialConverter
{
    /// <summary>Gets the user name, domain and password; null where the user name can't be split into its parts, as <c>DOMAIN\</c>.</summary>
    public static NetworkCredential? Find(PSCredential credential)
    {
        try
        {
            return credential.GetNetworkCredential();
        }
        catch (PSArgumentException)
        {
            return null;
        }
    }
}
