using System;
using System.Net.Http.Headers;

namespace Mistral.Client.Transport;

/// <summary>Puts a key into the header that an operation reads it from.</summary>
internal static class KeyHeaders
{
    private const string ApiKeyHeader = "x-api-key";
    private const string IdentityPath = "/v1/users/me";

    /// <summary>Adds the key.</summary>
    /// <param name="headers">The headers of a request.</param>
    /// <param name="request">The request.</param>
    /// <param name="key">The key.</param>
    /// <param name="adminKeyHeader">Which header an Admin API key is sent in.</param>
    public static void Add(HttpRequestHeaders headers, MistralRequest request, string key, AdminKeyHeader adminKeyHeader)
    {
        bool isApiKeyHeader = request.Key is KeyKind.Admin && adminKeyHeader is AdminKeyHeader.XApiKey;

        // The API's document says x-api-key here, and newer libraries send Bearer.
        bool isBoth = IsIdentity(request.Path);
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
    public static void Remove(HttpRequestHeaders headers)
    {
        headers.Authorization = null;
        _ = headers.Remove(ApiKeyHeader);
    }

    private static bool IsIdentity(string path) =>
        path.StartsWith(IdentityPath, StringComparison.Ordinal) && (path.Length == IdentityPath.Length || path[IdentityPath.Length] is '/' or '?');
}
