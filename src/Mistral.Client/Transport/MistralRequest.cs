using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>One request to the API, as plain data.</summary>
public sealed class MistralRequest
{
    /// <param name="method">The HTTP method, such as <c>GET</c>.</param>
    /// <param name="path">The path after the base address, such as <c>/v1/models</c>, already percent-encoded.</param>
    public MistralRequest(string method, string path)
    {
        if (string.IsNullOrEmpty(path) || path[0] != '/' || path.StartsWith("//", StringComparison.Ordinal))
        {
            throw MistralApiException.InvalidArgument($"A path begins with one slash, such as /v1/models; '{path}' does not.");
        }

        if (LeavesItsPlace(path))
        {
            throw MistralApiException.InvalidArgument($"'{path}' holds '.' or '..' as a part, a backslash or a '#', and would not be sent as it is written.");
        }

        Method = method.ToUpperInvariant();
        Path = path;
        IsRepeatable = Method is not ("POST" or "PATCH");
    }

    /// <summary>The HTTP method in capitals.</summary>
    public string Method { get; }

    /// <summary>The path after the base address, percent-encoded.</summary>
    public string Path { get; }

    /// <summary>The query's parameters in order; a name may come more than once.</summary>
    public IList<KeyValuePair<string, string>> Query { get; } = [];

    /// <summary>What the request carries, or null for nothing.</summary>
    public RequestBody? Body { get; init; }

    /// <summary>The media type asked for. Default: <c>application/json</c>.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>
    /// Whether doing it twice does no harm. Default: true, and false for <c>POST</c> and <c>PATCH</c>. One that is not
    /// repeatable is tried again only where the server cannot have acted on the first try.
    /// </summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Which of the connection's keys it takes. Default: the ordinary one.</summary>
    public KeyKind Key { get; init; }

    internal string Operation => $"{Method} {WithoutQuery(Path)}";

    /// <summary>Percent-encodes one value for use as a segment of a path.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="MistralApiException">The value is empty or would step out of its place in the path.</exception>
    public static string EscapeSegment(string value) => value is "" or "." or ".."
        ? throw MistralApiException.InvalidArgument($"'{value}' can't be part of a path.")
        : Uri.EscapeDataString(value);

    private static string WithoutQuery(string path) => path.IndexOf('?') is >= 0 and int end ? path.Substring(0, end) : path;

    // Such a path would be shortened on its way and lead past what stands before it in the base address.
    private static bool LeavesItsPlace(string path)
    {
        string written = WithoutQuery(path);
        return path.Contains('#')
            || written.Contains('\\')
            || written.Split('/').Any(segment => Uri.UnescapeDataString(segment) is "." or "..");
    }

    internal Uri GetUri(Uri baseUri)
    {
        // An address that has been checked is written in its one form, without a slash at its end.
        StringBuilder text = new(baseUri.OriginalString);
        _ = text.Append(Path);
        char separator = Path.IndexOf('?') < 0 ? '?' : '&';
        foreach (KeyValuePair<string, string> pair in Query)
        {
            _ = text.Append(separator).Append(Uri.EscapeDataString(pair.Key)).Append('=').Append(Uri.EscapeDataString(pair.Value));
            separator = '&';
        }

        Uri uri = new(text.ToString());
        return HostValidator.IsSameHost(uri, baseUri) ? uri : throw MistralApiException.InvalidArgument($"'{Path}' is not a path on the connection's own host.");
    }
}
