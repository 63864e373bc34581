using System.Text.RegularExpressions;

namespace Mistral.Client.Transport;

/// <summary>Removes user names and passwords from addresses, because messages of the framework contain them.</summary>
internal static class UserInfo
{
    private static readonly Regex s_inAddress = new(@"//[^/?#\s'""]*@", RegexOptions.CultureInvariant);

    /// <summary>Replaces each <c>//user:password@host</c> in a text by <c>//host</c>.</summary>
    public static string Remove(string text) => s_inAddress.Replace(text, "//");
}
