using System;
using System.Linq;
using Mistral.Client.Errors;

namespace Mistral.Client.Transport;

/// <summary>Validates the address of a proxy.</summary>
internal static class ProxyAddress
{
#if NETFRAMEWORK
    private static readonly string[] s_schemes = ["http"];
#else
    private static readonly string[] s_schemes = ["http", "https", "socks4", "socks4a", "socks5"];
#endif

    /// <summary>Whether the address is absolute and has a scheme of proxies.</summary>
    public static bool IsKnown(Uri address) => address.IsAbsoluteUri && s_schemes.Contains(address.Scheme);

    /// <summary>Checks the address of a proxy; <c>host:port</c> is taken as <c>http://host:port</c>.</summary>
    /// <exception cref="MistralApiException">The address isn't valid for a proxy, or it contains a user name.</exception>
    public static Uri Check(Uri address)
    {
        string text = address.OriginalString;
        if (!text.Contains("://") && Uri.TryCreate("http://" + text, UriKind.Absolute, out Uri? completed) && HasPort(text, completed))
        {
            address = completed;
        }

        if (address.IsAbsoluteUri && address.UserInfo.Length > 0)
        {
            throw MistralApiException.InvalidArgument("The address of a proxy must not contain a user name or a password.", ErrorCause.ProxyUserInfo);
        }

        if (!IsKnown(address) || address.Host.Length == 0)
        {
            throw MistralApiException.InvalidArgument(
                $"{(text.Contains('@') ? "This" : $"'{text}'")} isn't the address of a proxy. Expected a host and a port, such as http://proxy.example:8080; the schemes are {string.Join(", ", s_schemes)}.");
        }

        return address;
    }

    // Without a port, the text may be a file name or a typing mistake.
    private static bool HasPort(string text, Uri uri) => !uri.IsDefaultPort || text.TrimEnd('/').EndsWith(":80", StringComparison.Ordinal);
}
