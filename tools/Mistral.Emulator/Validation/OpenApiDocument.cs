using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Mistral.Emulator;

/// <summary>The operations of an OpenAPI document, indexed by method and path.</summary>
internal sealed class OpenApiDocument
{
    private const string Purpose = "#/components/schemas/FilePurpose";

    // The document names audio in its text and examples, and omits it in the enumeration.
    private static readonly JsonElement _purpose = JsonSerializer.Deserialize<JsonElement>("""{"type":"string","enum":["fine-tune","batch","ocr","audio"]}""");

    private readonly List<OpenApiOperation> _operations = [];

    private OpenApiDocument(JsonElement root)
    {
        Root = root;
        foreach (var path in root.GetProperty("paths").EnumerateObject())
        {
            // A fragment distinguishes two operations on one path. It is not part of the path.
            var segments = path.Name.Split('#')[0].Split('/');
            foreach (var operation in path.Value.EnumerateObject().Where(member => member.Name is "get" or "post" or "put" or "patch" or "delete"))
            {
                _operations.Add(Read(operation.Name.ToUpperInvariant(), segments, path.Value, operation.Value));
            }
        }
    }

    public JsonElement Root { get; }

    public static OpenApiDocument Load(Stream stream)
    {
        using var document = JsonDocument.Parse(stream);
        return new OpenApiDocument(document.RootElement.Clone());
    }

    /// <summary>Finds the operations that match the path best; several if fragments distinguish them.</summary>
    public IReadOnlyList<OpenApiOperation> Find(string method, string[] path)
    {
        var found = _operations
            .Where(operation => operation.Method == method)
            .Select(operation => (operation, score: PathTemplate.Score(operation.Segments, path)))
            .Where(pair => pair.score >= 0)
            .ToList();
        var best = found.Count == 0 ? 0 : found.Max(pair => pair.score);
        return [.. found.Where(pair => pair.score == best).Select(pair => pair.operation)];
    }

    public JsonElement Resolve(JsonElement element)
    {
        while (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out var reference))
        {
            element = reference.ValueEquals(Purpose) ? _purpose : Follow(reference.GetString()!);
        }

        return element;
    }

    private JsonElement Follow(string pointer)
    {
        var element = Root;
        foreach (var step in pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            element = element.GetProperty(name);
        }

        return element;
    }

    private OpenApiOperation Read(string method, string[] segments, JsonElement path, JsonElement operation)
    {
        var parameters = new[] { path, operation }
            .Where(owner => owner.TryGetProperty("parameters", out _))
            .SelectMany(owner => owner.GetProperty("parameters").EnumerateArray())
            .Select(Resolve)
            .Where(parameter => parameter.GetProperty("in").GetString() == "query")
            .ToList();
        JsonElement? schema = null;
        var required = false;
        if (operation.TryGetProperty("requestBody", out var body))
        {
            body = Resolve(body);
            if (body.GetProperty("content").TryGetProperty("application/json", out var json))
            {
                schema = json.GetProperty("schema");
                required = body.TryGetProperty("required", out var flag) && flag.GetBoolean();
            }
        }

        return new OpenApiOperation(method, segments, parameters, schema, required);
    }
}
