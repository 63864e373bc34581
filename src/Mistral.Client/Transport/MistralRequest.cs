using System;
using System.Collections.Generic;
using System.Text;

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

        Method = method.ToUpperInvariant();
        Path = path;
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
    /// Whether doing it twice does no harm. Default: true. A request that creates something is repeated only where
    /// the server cannot have acted on the first one.
    /// </summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Which of the connection's keys it takes. Default: the ordinary one.</summary>
    public KeyKind Key { get; init; }

    internal string Operation => $"{Method} {Path}";

    /// <summary>Percent-encodes one value for use as a segment of a path.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="MistralApiException">The value is empty or would step out of its place in the path.</exception>
    public static string EscapeSegment(string value) => value is "" or "." or ".."
        ? throw MistralApiException.InvalidArgument($"'{value}' can't be part of a path.")
        : Uri.EscapeDataString(value);

    internal Uri GetUri(Uri baseUri)
    {
        StringBuilder text = new(baseUri.GetLeftPart(UriPartial.Path).TrimEnd('/'));
        _ = text.Append(Path);
        char separator = Path.IndexOf('?') < 0 ? '?' : '&';
        foreach (KeyValuePair<string, string> pair in Query)
        {
            _ = text.Append(separator).Append(Uri.EscapeDataString(pair.Key)).Append('=').Append(Uri.EscapeDataString(pair.Value));
            separator = '&';
        }

        Uri uri = new(text.ToString());
        return HostRules.IsSameHost(uri, baseUri) ? uri : throw MistralApiException.InvalidArgument($"'{Path}' is not a path on the connection's own host.");
    }
}
