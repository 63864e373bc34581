using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security;
using System.Text.Json;
using Mistral.Client.Authentication;

namespace Mistral.Client.Transport;

/// <summary>Where the requests of a connection go: the options, with the values of their platform where they are not set.</summary>
internal sealed class ApiAddress
{
    private const string Version = "/v1";
    private const string Bearer = "Authorization";
    private const string OpenAIPrefix = "/openai/v1";

    // Shorter values can't be secrets, and messages would become unreadable without them.
    private const int MinSecretLength = 4;

    private static readonly string[] s_serverlessHosts = [".models.ai.azure.com", ".inference.ai.azure.com"];

    private static readonly string[] s_reservedHeaders = ["Accept", "User-Agent", "Cookie"];

    private readonly PlatformPreset _preset;
    private readonly List<KeyValuePair<string, string>> _query = [];

    /// <param name="options">The options of a client.</param>
    /// <exception cref="MistralApiException">An option isn't valid, or the key must not be sent to the address.</exception>
    public ApiAddress(MistralClientOptions options)
    {
        EndpointAddress endpoint = EndpointAddress.Parse(options.BaseUri);
        Platform = options.Platform ?? endpoint.Platform ?? MistralPlatform.Mistral;
        _preset = PlatformPreset.Of(Platform);
        if (endpoint.Platform is { } found && found != Platform && found is MistralPlatform.Vertex)
        {
            throw MistralApiException.InvalidArgument($"The base address is one of {PlatformPreset.Of(found).Name}, not of {_preset.Name}.");
        }

        bool isServerless = Platform is MistralPlatform.Azure && s_serverlessHosts.Any(end => endpoint.BaseUri.IsAbsoluteUri && endpoint.BaseUri.Host.EndsWith(end, StringComparison.OrdinalIgnoreCase));
        PathPrefix = options.PathPrefix is { } prefix ? CheckPrefix(prefix) : endpoint.PathPrefix ?? (isServerless ? Version : FindOpenAI(endpoint.BaseUri) ?? _preset.PathPrefix);
        string? version = options.ApiVersion ?? endpoint.ApiVersion ?? (PathPrefix == _preset.PathPrefix ? _preset.ApiVersion : null);
        string? header = options.ApiKeyHeader ?? (isServerless ? null : _preset.ApiKeyHeader);
        ApiKeyHeader = header is null || header.Equals(Bearer, StringComparison.OrdinalIgnoreCase) ? null : CheckHeader(header, options.Headers);
        ApiVersion = version is { Length: > 0 } ? version : null;
        Model = endpoint.Model;
        if (ApiVersion is not null)
        {
            _query.Add(new("api-version", ApiVersion));
        }

        _query.AddRange(options.Query);
        if (_query.Any(p => p.Key.Length == 0))
        {
            throw MistralApiException.InvalidArgument("The name of a query parameter must not be empty.");
        }

        Secrets = [.. options.Query.Where(p => p.Value.Length >= MinSecretLength).Select(p => SecureStringConverter.FromText(p.Value))];
        BaseUri = HostValidator.Check(endpoint.BaseUri, Platform is MistralPlatform.Vertex ? string.Empty : PathPrefix);
        if (_preset.Example is { } example && (BaseUri == MistralClientOptions.DefaultBaseUri || (Platform is MistralPlatform.Vertex && IsGoogleWithoutProject(BaseUri))))
        {
            throw MistralApiException.InvalidArgument($"{_preset.Name} needs the base address of your deployment, such as {example}.");
        }
    }

    /// <summary>The normalized base address.</summary>
    public Uri BaseUri { get; }

    public MistralPlatform Platform { get; }

    /// <summary>The path in place of <c>/v1</c>.</summary>
    public string PathPrefix { get; }

    /// <summary>The query parameter <c>api-version</c>; null without one.</summary>
    public string? ApiVersion { get; }

    /// <summary>The header of the API key; null for <c>Authorization: Bearer</c>.</summary>
    public string? ApiKeyHeader { get; }

    /// <summary>The model in the address; null without one.</summary>
    public string? Model { get; }

    /// <summary>The values of the query that must not appear in messages.</summary>
    public IReadOnlyList<SecureString> Secrets { get; }

    /// <summary>Whether the platform has an operation.</summary>
    public bool Has(string method, string path) => _preset.Has(method, path);

    /// <summary>Checks whether the platform has an operation, before anything is sent.</summary>
    /// <exception cref="MistralApiException">The platform doesn't have the operation.</exception>
    public void Check(MistralRequest request)
    {
        if (!Has(request.Method, request.BarePath))
        {
            throw MistralApiException.NotOnPlatform(request.Operation, _preset.Name);
        }
    }

    /// <summary>Gets the address of a request.</summary>
    /// <exception cref="MistralApiException">The body has no model, which the address needs.</exception>
    public Uri GetUri(MistralRequest request) => request.GetUri(BaseUri, GetPath(request), _query);

    // Only the first version is replaced, because other servers have no operations of the second one.
    private string GetPath(MistralRequest request) =>
        Platform is MistralPlatform.Vertex && IsVersioned(request.Path) ? GetVertexPath(request)
        : Platform is MistralPlatform.Azure && PathPrefix == _preset.PathPrefix && request.BarePath == "/v1/ocr" ? "/providers/mistral/azure/ocr"
        : IsVersioned(request.Path) ? string.Concat(PathPrefix, request.Path.Remove(0, Version.Length))
        : request.Path;

    private static bool IsVersioned(string path) =>
        path.StartsWith(Version, StringComparison.Ordinal) && (path.Length == Version.Length || path[Version.Length] is '/' or '?');

    private static string GetVertexPath(MistralRequest request)
    {
        (string? model, bool isStream) = ReadBody(request.Body);
        string id = MistralRequest.EscapeSegment(model ?? throw MistralApiException.InvalidArgument("Vertex AI needs the model of the request, because it is a part of the address.")).Replace("%40", "@");
        return $"/publishers/mistralai/models/{id}:{(isStream ? "streamRawPredict" : "rawPredict")}";
    }

    private static (string? Model, bool IsStream) ReadBody(RequestBody? body)
    {
        using MemoryStream json = new();
        body?.CopyTo(json);
        string? model = null;
        bool isStream = false;
        try
        {
            Utf8JsonReader reader = new(json.ToArray());
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    string name = reader.GetString()!;
                    _ = reader.Read();
                    model = name == "model" && reader.TokenType is JsonTokenType.String ? reader.GetString() : model;
                    isStream = name == "stream" ? reader.TokenType is JsonTokenType.True : isStream;
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // The server reports a body that isn't JSON.
        }

        return (string.IsNullOrEmpty(model) ? null : model, isStream);
    }

    private string? FindOpenAI(Uri uri) =>
        Platform is MistralPlatform.Azure && uri.IsAbsoluteUri && uri.AbsolutePath.TrimEnd('/').EndsWith(OpenAIPrefix, StringComparison.OrdinalIgnoreCase) ? OpenAIPrefix : null;

    private static bool IsGoogleWithoutProject(Uri uri) =>
        uri.Host.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase)
        && (uri.AbsolutePath.IndexOf("/projects/", StringComparison.Ordinal) < 0 || uri.AbsolutePath.IndexOf("/locations/", StringComparison.Ordinal) < 0);

    /// <summary>Normalizes a path prefix.</summary>
    /// <exception cref="MistralApiException">The prefix isn't a path.</exception>
    public static string CheckPrefix(string prefix)
    {
        string path = prefix.Trim('/');
        if (path.Length == 0)
        {
            return string.Empty;
        }

        if (path.Any(c => c is <= ' ' or > '~' or '?' or ':' or '%'))
        {
            throw MistralApiException.InvalidArgument($"The path prefix '{prefix}' isn't valid. Expected the path between the base address and the operation, such as /openai/v1.");
        }

        return new MistralRequest("GET", "/" + path).Path;
    }

    /// <summary>Checks the name of a header for the API key.</summary>
    /// <exception cref="MistralApiException">The header can't contain a key.</exception>
    public static string CheckHeader(string name, IReadOnlyDictionary<string, string> headers)
    {
        HeaderValidator.Check(name, string.Empty);
        return s_reservedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
            ? throw MistralApiException.InvalidArgument($"The header '{name}' can't contain the API key, because the module sets it for each request.")
            : headers.Keys.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? throw MistralApiException.InvalidArgument($"The header '{name}' is set twice: for the API key and as a header of the connection.")
            : name;
    }
}
