using System;
using Mistral.Client.Errors;

namespace Mistral.Client.Transport;

/// <summary>Checks where a key may be sent: over HTTPS or to this machine, and only to the host of the connection.</summary>
internal static class HostValidator
{
    /// <summary>Checks and normalizes a base address. The result has no trailing slash and no path prefix such as <c>/v1</c>.</summary>
    /// <exception cref="MistralApiException">The key must not be sent to the address.</exception>
    public static Uri Check(Uri baseUri, string pathPrefix)
    {
        if (!baseUri.IsAbsoluteUri)
        {
            throw MistralApiException.InvalidArgument($"The base address '{baseUri}' must be absolute, such as https://api.mistral.ai.");
        }

        bool secure = baseUri.Scheme == Uri.UriSchemeHttps || (baseUri.Scheme == Uri.UriSchemeHttp && baseUri.IsLoopback);
        if (!secure)
        {
            throw new MistralApiException(
                MistralErrorKind.InsecureUri,
                $"An API key is sent only over HTTPS. With {baseUri.Scheme}://{HostName.Of(baseUri)}, others on the network could read it.") { NothingSent = true };
        }

        if (baseUri.UserInfo.Length > 0 || baseUri.Query.Length > 0 || baseUri.Fragment.Length > 0)
        {
            throw MistralApiException.InvalidArgument("The base address must not contain a user name, a query or a fragment. It is the part before /v1.", baseUri.Query.Length > 0 ? ErrorCause.BaseUriQuery : ErrorCause.Unspecified);
        }

        string path = baseUri.AbsolutePath.TrimEnd('/');

        // Other clients expect the address with /v1, so it is accepted too.
        path = pathPrefix.Length > 0 && path.EndsWith(pathPrefix, StringComparison.OrdinalIgnoreCase) ? path.Substring(0, path.Length - pathPrefix.Length) : path;
        return new Uri(HostName.ToAuthority(baseUri) + path);
    }

    public static bool IsSameHost(Uri left, Uri right) =>
        string.Equals(left.Scheme, right.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(left.IdnHost, right.IdnHost, StringComparison.OrdinalIgnoreCase)
        && left.Port == right.Port;
}
