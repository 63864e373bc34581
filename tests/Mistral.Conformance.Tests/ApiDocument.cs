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

    private readonly HashSet<string> _added;

    private ApiDocument(IReadOnlyList<ApiOperation> operations, HashSet<string> added)
    {
        Operations = operations;
        _added = added;
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

    /// <summary>Whether an operation is newer than the document. Its name is known then, and not its fields.</summary>
    public bool IsAdded(string method, string path) => _added.Contains($"{method} {path}");

    // Each is an object with its method and path, or a list that begins with them, somewhere in the file. A remark may follow the path.
    private static IEnumerable<string> ReadAdded(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty("method", out JsonElement method) && element.TryGetProperty("path", out JsonElement path) =>
            [$"{method.GetString()} {path.GetString()}"],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => ReadAdded(p.Value)),
        JsonValueKind.Array when element.GetArrayLength() > 1 && element.EnumerateArray().All(e => e.ValueKind is JsonValueKind.String) && element[1].GetString()!.StartsWith('/') =>
            [$"{element[0].GetString()} {element[1].GetString()!.Split(' ')[0]}"],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ReadAdded),
        _ => [],
    };

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

        string delta = Path.Combine(folder, "api-delta.json");
        IEnumerable<string> added = File.Exists(delta)
            ? JsonDocument.Parse(File.ReadAllBytes(delta)).RootElement.EnumerateObject().Where(p => p.Name.StartsWith("added", StringComparison.Ordinal)).SelectMany(p => ReadAdded(p.Value))
            : [];
        return new ApiDocument([.. operations.Values], [.. added.Where(a => !operations.ContainsKey(a))]);
    }
}
