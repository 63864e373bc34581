using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Text;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>A request to the API, without HTTP types.</summary>
public sealed class MistralRequest
{
    private static readonly char[] s_unusual = ['#', '\\', '%'];

    /// <param name="method">The HTTP method, such as <c>GET</c>.</param>
    /// <param name="path">The path after the base address, such as <c>/v1/models</c>, already percent-encoded.</param>
    public MistralRequest(string method, string path)
    {
        if (string.IsNullOrEmpty(path) || path[0] != '/' || path.StartsWith("//", StringComparison.Ordinal))
        {
            throw MistralApiException.InvalidArgument($"The path '{path}' must begin with one slash, such as /v1/models.");
        }

        if (ChangesWhenNormalized(path))
        {
            throw MistralApiException.InvalidArgument($"The path '{path}' must not contain a segment '.' or '..', a backslash or a '#'.");
        }

        Method = method.ToUpperInvariant();
        Path = path;
        IsRepeatable = Method is not ("POST" or "PATCH");
    }

    /// <summary>The HTTP method in capitals.</summary>
    public string Method { get; }

    /// <summary>The path after the base address, percent-encoded.</summary>
    public string Path { get; }

    /// <summary>The query parameters in order. A name may be used more than once.</summary>
    public IList<KeyValuePair<string, string>> Query { get; } = [];

    /// <summary>The body, or null for none.</summary>
    public RequestBody? Body { get; init; }

    /// <summary>The model or the agent in the body; null if the body has neither, or if the caller doesn't know it.</summary>
    public string? Model { get; init; }

    /// <summary>The accepted media type. Default: <c>application/json</c>.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>
    /// Whether the request may be executed twice without harm. Default: true, and false for <c>POST</c> and <c>PATCH</c>.
    /// Otherwise it is retried only if the server can't have executed the first try.
    /// </summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The kind of key that the request needs. Default: the regular API key.</summary>
    public KeyKind Key { get; init; }

    /// <summary>The secrets in the body. If a server repeats one in an error, the error doesn't contain it.</summary>
    public IReadOnlyList<SecureString> Secrets { get; init; } = [];

    internal string Operation => $"{Method} {BarePath}";

    internal string BarePath => WithoutQuery(Path);

    /// <summary>Creates the same request with another body.</summary>
    internal MistralRequest With(RequestBody body)
    {
        MistralRequest other = new(Method, Path) { Body = body, Model = Model, Accept = Accept, IsRepeatable = IsRepeatable, Key = Key, Secrets = Secrets };
        foreach (KeyValuePair<string, string> pair in Query)
        {
            other.Query.Add(pair);
        }

        return other;
    }

    /// <summary>Percent-encodes a value for use as one segment of a path.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="MistralApiException">The value is empty, <c>.</c> or <c>..</c>.</exception>
    public static string EscapeSegment(string value) => value is "" or "." or ".."
        ? throw MistralApiException.InvalidArgument($"'{value}' can't be used as a segment of a path.")
        : Uri.EscapeDataString(value);

    private static string WithoutQuery(string path) => path.IndexOf('?') is >= 0 and int end ? path.Substring(0, end) : path;

    // Such a path would be normalized, and could leave the path of the base address.
    private static bool ChangesWhenNormalized(string path)
    {
        string written = WithoutQuery(path);

        // Nearly no path has a segment that begins with a dot, or an escape.
        if (path.IndexOfAny(s_unusual) < 0 && written.IndexOf("/.", StringComparison.Ordinal) < 0)
        {
            return false;
        }

        return path.Contains('#')
            || written.Contains('\\')
            || written.Split('/').Any(segment => Uri.UnescapeDataString(segment) is "." or "..");
    }

    /// <param name="baseUri">The base address of the connection.</param>
    /// <param name="path">The path on the platform of the connection.</param>
    /// <param name="query">The query parameters of the connection.</param>
    internal Uri GetUri(Uri baseUri, string path, IReadOnlyList<KeyValuePair<string, string>> query)
    {
        // A checked base address is normalized, without a slash at its end.
        StringBuilder text = new(baseUri.OriginalString);
        _ = text.Append(path);
        char separator = path.IndexOf('?') < 0 ? '?' : '&';
        foreach (KeyValuePair<string, string> pair in Query.Concat(query))
        {
            _ = text.Append(separator).Append(Uri.EscapeDataString(pair.Key)).Append('=').Append(Uri.EscapeDataString(pair.Value));
            separator = '&';
        }

        Uri uri = new(text.ToString());
        return HostValidator.IsSameHost(uri, baseUri) ? uri : throw MistralApiException.InvalidArgument($"The path '{Path}' isn't on the connection's host.");
    }
}
