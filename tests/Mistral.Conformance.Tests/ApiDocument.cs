using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Mistral.Testing;
using Xunit;

namespace Mistral.Conformance.Tests;

/// <summary>The API's OpenAPI documents, where they lie beside the repository: the present one and what only the older one has.</summary>
internal sealed class ApiDocument
{
    private static readonly Lazy<ApiDocument?> s_loaded = new(Load);

    private ApiDocument(IReadOnlyList<ApiOperation> operations)
    {
        Operations = operations;
    }

    public IReadOnlyList<ApiOperation> Operations { get; }

    /// <summary>Gets the documents, or skips the test if they are missing.</summary>
    public static ApiDocument Get()
    {
        if (s_loaded.Value is null)
        {
            Assert.Skip("The OpenAPI documents are not beside the repository (shared/spec).");
        }

        return s_loaded.Value;
    }

    /// <summary>Gets the operations of a method and path. Fragments in the document may distinguish several.</summary>
    public IReadOnlyList<ApiOperation> Find(string method, string path) =>
        [.. Operations.Where(o => o.Method == method && o.Path == path)];

    private static ApiDocument? Load()
    {
        string folder = Path.Combine(RepositoryPaths.Root, "..", "shared", "spec");
        string present = Path.Combine(folder, "mistral-openapi.json");
        string legacy = Path.Combine(folder, "mistral-openapi-legacy.json");
        if (!File.Exists(present) || !File.Exists(legacy))
        {
            return null;
        }

        Dictionary<string, ApiOperation> operations = new(StringComparer.Ordinal);
        foreach (string file in new[] { present, legacy })
        {
            JsonElement root = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
            foreach (ApiOperation operation in ApiOperation.ReadAll(root))
            {
                _ = operations.TryAdd(operation.Key, operation);
            }
        }

        return new ApiDocument([.. operations.Values]);
    }
}
