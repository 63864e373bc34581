using System;

namespace Mistral.Client.Transport;

/// <summary>Where a key may go: HTTPS, or this machine; and only the connection's own host.</summary>
internal static class HostValidator
{
    /// <summary>Checks a base address and brings it into its one form, without a trailing slash or <c>/v1</c>.</summary>
    /// <exception cref="MistralApiException">The key may not be sent there.</exception>
    public static Uri Check(Uri baseUri)
    {
        if (!baseUri.IsAbsoluteUri)
        {
            throw MistralApiException.InvalidArgument($"The base address '{baseUri}' has to be absolute, such as https://api.mistral.ai.");
        }

        bool secure = baseUri.Scheme == Uri.UriSchemeHttps || (baseUri.Scheme == Uri.UriSchemeHttp && baseUri.IsLoopback);
        if (!secure)
        {
            throw new MistralApiException(
                MistralErrorKind.InsecureUri,
                $"An API key is sent over HTTPS only; {baseUri.Scheme}://{HostName.Of(baseUri)} would show it to everyone on the way.") { NothingSent = true };
        }

        if (baseUri.UserInfo.Length > 0 || baseUri.Query.Length > 0 || baseUri.Fragment.Length > 0)
        {
            throw MistralApiException.InvalidArgument("The base address is what stands before /v1: it has no user name, query or fragment.");
        }

        string path = baseUri.AbsolutePath.TrimEnd('/');

        // Other tools want the address with its version; take it without offence.
        path = path.EndsWith("/v1", StringComparison.OrdinalIgnoreCase) ? path.Substring(0, path.Length - 3) : path;
        return new Uri(HostName.ToAuthority(baseUri) + path);
    }

    public static bool IsSameHost(Uri left, Uri right) =>
        string.Equals(left.Scheme, right.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(left.IdnHost, right.IdnHost, StringComparison.OrdinalIgnoreCase)
        && left.Port == right.Port;
}
