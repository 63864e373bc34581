using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace Mistral.Emulator;

/// <summary>Validates query and body of a request against the OpenAPI document, or a short built-in one if it was not found.</summary>
internal sealed class RequestValidator
{
    private const string BuiltIn = "fallback-openapi.json";

    // Loading the document takes longer than the start, so it is delayed until the first request.
    private readonly Lazy<OpenApiDocument> _document;

    public RequestValidator()
    {
        var file = DocumentFile();
        Strict = file is not null;
        _document = new Lazy<OpenApiDocument>(() => Load(file));
    }

    /// <summary>Whether the real document was found.</summary>
    public bool Strict { get; }

    public IReadOnlyList<ValidationProblem> Check(
        string method,
        string[] path,
        IReadOnlyDictionary<string, StringValues> query,
        JsonElement json,
        byte[] body)
    {
        // Streamed and buffered operations share a path. The request is valid if it is valid for one of them.
        return _document.Value.Find(method, path)
            .Select(operation => Check(operation, query, json, body))
            .OrderBy(problems => problems.Count)
            .FirstOrDefault() ?? [];
    }

    private static OpenApiDocument Load(string? file)
    {
        using var stream = file is null
            ? typeof(RequestValidator).Assembly.GetManifestResourceStream(BuiltIn)!
            : File.OpenRead(file);
        return OpenApiDocument.Load(stream);
    }

    private static string? DocumentFile()
    {
        if (Environment.GetEnvironmentVariable("MISTRAL_OPENAPI") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : null;
        }

        return new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() }
            .SelectMany(Upwards)
            .Select(folder => Path.Combine(folder, "shared", "spec", "mistral-openapi.json"))
            .FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Upwards(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }

    private List<ValidationProblem> Check(
        OpenApiOperation operation,
        IReadOnlyDictionary<string, StringValues> query,
        JsonElement json,
        byte[] body)
    {
        var problems = new List<ValidationProblem>();
        CheckQuery(operation, query, problems);
        if (operation.BodySchema is not { } schema)
        {
            return problems;
        }

        if (json.ValueKind != JsonValueKind.Undefined)
        {
            new SchemaChecker(_document.Value, fromText: false).Check(schema, json, ["body"], problems);
        }
        else if (body.Length > 0)
        {
            problems.Add(new ValidationProblem("model_attributes_type", ["body"], "Input should be a valid dictionary or object to extract fields from")
            {
                Input = Encoding.UTF8.GetString(body),
            });
        }
        else if (operation.BodyRequired)
        {
            problems.Add(new ValidationProblem("missing", ["body"], "Field required"));
        }

        return problems;
    }

    private void CheckQuery(OpenApiOperation operation, IReadOnlyDictionary<string, StringValues> query, List<ValidationProblem> problems)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var anyName = false;
        var checker = new SchemaChecker(_document.Value, fromText: true);
        foreach (var parameter in operation.QueryParameters)
        {
            var name = parameter.GetProperty("name").GetString()!;
            known.Add(name);
            object[] location = ["query", name];
            var isJson = parameter.TryGetProperty("content", out var content);
            var schema = isJson ? content.EnumerateObject().First().Value.GetProperty("schema") : parameter.GetProperty("schema");
            var kinds = checker.KindsOf(schema);
            if (kinds.Contains("object") && !isJson)
            {
                // An object is spread over the query, with one parameter for each property.
                anyName |= !checker.PropertiesOf(schema, known);
            }
            else if (!query.TryGetValue(name, out var values))
            {
                if (parameter.TryGetProperty("required", out var required) && required.GetBoolean())
                {
                    problems.Add(new ValidationProblem("missing", location, "Field required"));
                }
            }
            else
            {
                checker.Check(schema, Value(values, kinds, checker.ItemKindsOf(schema), isJson), location, problems);
            }
        }

        // The live API ignores unknown parameters, but a test must detect them.
        foreach (var name in query.Keys.Where(name => !anyName && !known.Contains(name)))
        {
            problems.Add(new ValidationProblem("extra_forbidden", ["query", name], "Extra inputs are not permitted") { Input = query[name].ToString() });
        }
    }

    private static JsonElement Value(StringValues values, HashSet<string> kinds, HashSet<string> itemKinds, bool isJson)
    {
        JsonNode? node;
        if (isJson)
        {
            node = ParsedOrText(values.ToString());
        }
        else if (kinds.Contains("array"))
        {
            node = new JsonArray([.. values.Select(value => Typed(value ?? "", itemKinds))]);
        }
        else
        {
            node = Typed(values.LastOrDefault() ?? "", kinds);
        }

        return JsonSerializer.SerializeToElement(node, EmulatorJson.Wire);
    }

    private static JsonNode? ParsedOrText(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static JsonNode Typed(string text, HashSet<string> kinds)
    {
        if (kinds.Contains("integer") && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return integer;
        }

        if (kinds.Contains("number") && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        return kinds.Contains("boolean") && bool.TryParse(text, out var flag) ? flag : text;
    }
}
