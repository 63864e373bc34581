using System.Management.Automation;
using System.Net;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Converts a PSCredential to a NetworkCredential.</summary>
internal static class CredentialConverter
{
    /// <summary>Gets the user name, domain and password. Returns null if the user name isn't valid, such as <c>DOMAIN\</c>.</summary>
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
