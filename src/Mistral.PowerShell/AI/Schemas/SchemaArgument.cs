using System;
using System.IO;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mistral.Client.Json;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>Reads the value of <c>-Schema</c>: the shorthand, a JSON Schema as text or as an object, or a file that contains one.</summary>
internal sealed class SchemaArgument
{
    private SchemaArgument(JsonElement schema, string? name, bool isShort, object target, JsonElement? typed = null)
    {
        Typed = typed ?? schema;
        Schema = SchemaLinter.Find(schema) is { } fault ? throw new SchemaException(fault, target) : schema;
        Name = name;
        IsShort = isShort;
    }

    /// <summary>The JSON Schema.</summary>
    public JsonElement Schema { get; }

    /// <summary>The same with the types that values become here, where the API knows no such type.</summary>
    public JsonElement Typed { get; }

    /// <summary>The name of the schema; null without one.</summary>
    public string? Name { get; }

    /// <summary>Whether the value was the shorthand.</summary>
    public bool IsShort { get; }

    /// <summary>Reads the value.</summary>
    /// <param name="given">The value.</param>
    /// <param name="getPath">Converts a PowerShell path to a path of the file system.</param>
    /// <exception cref="SchemaException">The schema isn't valid.</exception>
    public static SchemaArgument Read(object given, Func<string, string> getPath)
    {
        object plain = given is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : given;
        if (plain is string text && text.Trim() is var trimmed && !AnswerJson.IsObject(trimmed) && !IsFile(trimmed))
        {
            JsonObject typed = SchemaShorthand.Parse(text);
            return new SchemaArgument(SchemaNode.ToElement(SchemaShorthand.RemoveOwnFormats(typed)), name: null, isShort: true, text, SchemaNode.ToElement(typed));
        }

        JsonElement schema = plain switch
        {
            FileInfo file => ReadFile(file.FullName),
            string json when AnswerJson.IsObject(json) => ReadJson(json, json),
            string path => ReadFile(getPath(path.Trim())),
            _ => PSJsonWriter.ToElement(plain),
        };

        // The format of a request, with a name and a schema, is accepted too.
        string? name = null;
        if (schema.ValueKind is JsonValueKind.Object && schema.TryGetProperty("schema", out JsonElement inner) && !schema.TryGetProperty("type", out _))
        {
            name = schema.TryGetProperty("name", out JsonElement told) ? told.ToString() : null;
            schema = inner;
        }

        return new SchemaArgument(schema, name, isShort: false, plain);
    }

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
            return AnswerJson.Parse(json);
        }
        catch (JsonException e)
        {
            throw new SchemaException($"it is not JSON{JsonPlace.Of(e)}.", target);
        }
    }
}
