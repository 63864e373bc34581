using System.Text.RegularExpressions;

namespace Mistral.Client.Transport;

/// <summary>User names and passwords in addresses, such as that of a proxy, which the framework repeats in its messages.</summary>
internal static class UserInfo
{
    private static readonly Regex s_inAddress = new(@"//[^/?#\s'""]*@", RegexOptions.CultureInvariant);

    /// <summary>Gets the text with each <c>//user:password@host</c> as <c>//host</c>.</summary>
    public static string Remove(string text) => s_inAddress.Replace(text, "//");
}
