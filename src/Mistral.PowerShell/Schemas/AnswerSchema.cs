using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>The form that an answer is asked for in, and what it becomes.</summary>
internal sealed class AnswerSchema
{
    // What is no object is asked for as the one field of one, for the API knows no other answers.
    private const string Wrapper = "value";

    private readonly Type? _type;
    private readonly bool _isWrapped;

    private AnswerSchema(JsonElement? schema, Type? type, bool isStrict, bool isWrapped, string? name = null)
    {
        Schema = schema;
        _type = type;
        _isWrapped = isWrapped;
        Format = schema is { } element
            ? new ResponseFormat { Type = "json_schema", JsonSchema = new ResponseSchema { Name = name ?? "answer", Schema = element, Strict = isStrict ? true : null } }
            : new ResponseFormat { Type = "json_object" };
    }

    /// <summary>The JSON Schema; null for any object.</summary>
    public JsonElement? Schema { get; }

    /// <summary>How it is told to the API.</summary>
    public ResponseFormat Format { get; }

    /// <summary>What the model has to be told beside, where the API does not tell it the form.</summary>
    public string? Instruction => Schema is null ? "Answer with one JSON object and nothing else." : null;

    /// <summary>Makes it of what <c>-Schema</c> and <c>-As</c> were given; null where neither was.</summary>
    /// <param name="schema">The short form, JSON Schema as text or as an object, or a file that holds one.</param>
    /// <param name="type">The type that the answer becomes.</param>
    /// <param name="getPath">Makes a path of PowerShell one of the file system.</param>
    /// <exception cref="SchemaException">It is none.</exception>
    public static AnswerSchema? Create(object? schema, Type? type, Func<string, string> getPath)
    {
        if (schema is not null)
        {
            return FromGiven(schema is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : schema, type, getPath);
        }

        if (type is null)
        {
            return null;
        }

        if (typeof(IDictionary).IsAssignableFrom(type) && TypeSchema.GetValueType(type) == typeof(object))
        {
            return new AnswerSchema(schema: null, type, isStrict: false, isWrapped: false);
        }

        if (TypeSchema.IsOpen(type))
        {
            return new AnswerSchema(schema: null, type: null, isStrict: false, isWrapped: false);
        }

        JsonObject made = TypeSchema.Of(type);
        bool isObject = made.ContainsKey("properties");
        if (!isObject)
        {
            JsonObject holder = SchemaNode.Object();
            JsonNode? definitions = made["$defs"];
            _ = made.Remove("$defs");
            SchemaNode.AddProperty(holder, Wrapper, made, isRequired: true);
            if (definitions is not null)
            {
                holder["$defs"] = definitions;
            }

            made = holder;
        }

        return new AnswerSchema(Check(ToElement(made), type), type, isStrict: true, isWrapped: !isObject);
    }

    /// <summary>Turns an answer into what was asked for: an object, or each of a list that was asked for.</summary>
    /// <param name="text">The model's text.</param>
    /// <param name="answers">The objects, where it holds.</param>
    /// <returns>What does not hold; nothing where all does.</returns>
    public IReadOnlyList<string> TryConvert(string text, out object?[] answers)
    {
        answers = [];
        JsonElement answer;
        try
        {
            using JsonDocument document = JsonDocument.Parse(WithoutFence(text));
            answer = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return ["it is not JSON"];
        }

        IReadOnlyList<string> problems = Schema is { } schema ? SchemaCheck.FindProblems(schema, answer)
            : answer.ValueKind is JsonValueKind.Object ? []
            : ["it is no JSON object"];
        if (problems.Count > 0)
        {
            return problems;
        }

        try
        {
            answers = Convert(answer);
            return [];
        }
        catch (PSInvalidCastException e)
        {
            return [e.Message];
        }
    }

    private object?[] Convert(JsonElement answer)
    {
        JsonElement value = _isWrapped ? answer.GetProperty(Wrapper) : answer;
        object? made = _type is null ? AnswerObjects.ToObject(value, Schema) : AnswerObjects.ToType(value, _type);
        return _isWrapped && made is Array items ? [.. items.Cast<object?>()] : [made];
    }

    // Some models put JSON between marks of Markdown although nobody has asked for that.
    private static string WithoutFence(string text)
    {
        string trimmed = text.Trim();
        int start = trimmed.IndexOf('\n');
        return start > 0 && trimmed.StartsWith("```", StringComparison.Ordinal) && trimmed.EndsWith("```", StringComparison.Ordinal)
            ? trimmed.Substring(start, trimmed.Length - start - 3)
            : trimmed;
    }

    private static AnswerSchema FromGiven(object schema, Type? type, Func<string, string> getPath)
    {
        if (schema is string text && text.Trim() is var trimmed && !IsJson(trimmed) && !IsFile(trimmed))
        {
            return new AnswerSchema(Check(ToElement(ShortSchema.Parse(text)), text), type, isStrict: true, isWrapped: false);
        }

        JsonElement given = schema switch
        {
            FileInfo file => ReadFile(file.FullName),
            string json when IsJson(json.Trim()) => ReadJson(json, json),
            string path => ReadFile(getPath(path.Trim())),
            _ => PSJsonWriter.ToElement(schema),
        };

        // The form that a request has is taken as well: a name and the schema.
        string? name = null;
        if (given.ValueKind is JsonValueKind.Object && given.TryGetProperty("schema", out JsonElement inner) && !given.TryGetProperty("type", out _))
        {
            name = given.TryGetProperty("name", out JsonElement told) ? told.ToString() : null;
            given = inner;
        }

        return new AnswerSchema(Check(given, schema), type, isStrict: false, isWrapped: false, name);
    }

    private static JsonElement Check(JsonElement schema, object target) =>
        SchemaCheck.FindFault(schema) is { } fault ? throw new SchemaException(fault, target) : schema;

    private static bool IsJson(string text) => text.Length > 0 && text[0] == '{';

    private static bool IsFile(string text) => text.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static JsonElement ReadFile(string path)
    {
        try
        {
            return ReadJson(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SchemaException(e.Message, path);
        }
    }

    private static JsonElement ReadJson(string json, object target)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new SchemaException($"it is not JSON: {e.Message}", target);
        }
    }

    private static JsonElement ToElement(JsonObject schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema.ToJsonString());
        return document.RootElement.Clone();
    }
}
