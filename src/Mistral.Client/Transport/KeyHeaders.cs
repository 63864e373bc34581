using System;
using System.Net.Http.Headers;

namespace Mistral.Client.Transport;

/// <summary>Adds a key to the headers that an operation reads it from.</summary>
/// <param name="pathOfBoth">The path whose operations need the key in both headers.</param>
internal sealed class KeyHeaders(string pathOfBoth)
{
    private const string ApiKeyHeader = "x-api-key";

    /// <summary>Adds the key.</summary>
    /// <param name="headers">The headers of a request.</param>
    /// <param name="request">The request.</param>
    /// <param name="key">The key.</param>
    /// <param name="apiKeyHeader">The header in which an API key is sent; null for <c>Authorization: Bearer</c>.</param>
    /// <param name="adminKeyHeader">The header in which an Admin API key is sent.</param>
    public void Add(HttpRequestHeaders headers, MistralRequest request, string key, string? apiKeyHeader, AdminKeyHeader adminKeyHeader)
    {
        if (request.Key is KeyKind.Api && apiKeyHeader is not null)
        {
            _ = headers.TryAddWithoutValidation(apiKeyHeader, key);
            return;
        }

        bool isApiKeyHeader = request.Key is KeyKind.Admin && adminKeyHeader is AdminKeyHeader.XApiKey;
        bool isBoth = IsBoth(request.Path);
        if (isApiKeyHeader || isBoth)
        {
            _ = headers.TryAddWithoutValidation(ApiKeyHeader, key);
        }

        if (!isApiKeyHeader || isBoth)
        {
            headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>Removes the key.</summary>
    /// <param name="headers">The headers of a request.</param>
    /// <param name="apiKeyHeader">The header in which an API key was sent; null for <c>Authorization: Bearer</c>.</param>
    public static void Remove(HttpRequestHeaders headers, string? apiKeyHeader)
    {
        headers.Authorization = null;
        _ = headers.Remove(ApiKeyHeader);
        _ = headers.Remove(apiKeyHeader ?? ApiKeyHeader);
    }

    private bool IsBoth(string path) =>
        path.StartsWith(pathOfBoth, StringComparison.Ordinal) && (path.Length == pathOfBoth.Length || path[pathOfBoth.Length] is '/' or '?');
}
