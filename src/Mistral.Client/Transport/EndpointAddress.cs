using System;
using System.Linq;
using System.Text.RegularExpressions;
using Mistral.Client.Errors;

namespace Mistral.Client.Transport;

/// <summary>The parts of an address that a user copied from a portal: the endpoint of one operation, or a base address.</summary>
/// <param name="BaseUri">The base address.</param>
internal sealed partial record EndpointAddress(Uri BaseUri)
{
    private const string AzureOcr = "/providers/mistral/azure/ocr";

    private static readonly string[] s_operations = ["/chat/completions", "/fim/completions", "/embeddings"];

    /// <summary>The platform whose endpoints have this form; null if unknown.</summary>
    public MistralPlatform? Platform { get; init; }

    /// <summary>The path between the base address and the operation; null if the address isn't an endpoint.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>The query parameter <c>api-version</c>; null without one.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The model in the path; null without one.</summary>
    public string? Model { get; init; }

    /// <summary>Parses an address. One that isn't an endpoint is returned unchanged.</summary>
    /// <exception cref="MistralApiException">The query of an endpoint has a parameter other than the version.</exception>
    public static EndpointAddress Parse(Uri uri)
    {
        if (!uri.IsAbsoluteUri || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 || !uri.IsWellFormedOriginalString())
        {
            return new EndpointAddress(uri);
        }

        string path = uri.AbsolutePath.TrimEnd('/');
        if (Rest(path, AzureOcr) is { } root)
        {
            return Create(uri, root) with { Platform = MistralPlatform.Azure };
        }

        if (VertexPath().Match(path) is { Success: true } vertex)
        {
            return Create(uri, vertex.Groups[1].Value) with { Platform = MistralPlatform.Vertex, Model = Uri.UnescapeDataString(vertex.Groups[2].Value) };
        }

        return s_operations.Select(operation => Rest(path, operation)).FirstOrDefault(rest => rest is not null) is not { } before ? new EndpointAddress(uri)
            : Rest(before, "/v1") is { } gateway ? Create(uri, gateway) with { PathPrefix = "/v1" }
            : Rest(before, "/models") is { } azure ? Create(uri, azure) with { PathPrefix = "/models", Platform = MistralPlatform.Azure }
            : Create(uri, string.Empty) with { PathPrefix = before };
    }

    private static EndpointAddress Create(Uri uri, string path) => new(new Uri(HostName.ToAuthority(uri) + path)) { ApiVersion = FindVersion(uri) };

    private static string? Rest(string path, string end) =>
        path.EndsWith(end, StringComparison.OrdinalIgnoreCase) ? path.Substring(0, path.Length - end.Length) : null;

    // Other parameters may be secrets, so the message doesn't contain them.
    private static string? FindVersion(Uri uri)
    {
        string query = uri.Query.TrimStart('?');
        return query.Length == 0 ? null
            : VersionQuery().Match(query) is { Success: true } version ? Uri.UnescapeDataString(version.Groups[1].Value)
            : throw MistralApiException.InvalidArgument("The base address must not contain query parameters other than api-version.", ErrorCause.BaseUriQuery);
    }

#if NETFRAMEWORK
    private static Regex VertexPath() => new("^(.*)/publishers/[^/]+/models/([^/:]+):(?:streamR|r)awPredict$", RegexOptions.CultureInvariant);

    private static Regex VersionQuery() => new("^api-version=([^&]+)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
#else
    [GeneratedRegex("^(.*)/publishers/[^/]+/models/([^/:]+):(?:streamR|r)awPredict$", RegexOptions.CultureInvariant)]
    private static partial Regex VertexPath();

    [GeneratedRegex("^api-version=([^&]+)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex VersionQuery();
#endif
}
