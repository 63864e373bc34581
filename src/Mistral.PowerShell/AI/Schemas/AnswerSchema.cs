using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>The requested format of an answer, and its conversion to objects.</summary>
internal sealed class AnswerSchema
{
    // The API accepts only schemas of objects, so another schema becomes the only field of an object.
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

    // With the types that the API knows nothing of.
    private JsonElement? Typed { get; init; }

    /// <summary>The response format of the request.</summary>
    public ResponseFormat Format { get; }

    /// <summary>The instruction for the model, if the API doesn't send it the format.</summary>
    public string? Instruction => Schema is null ? "Answer with one JSON object and nothing else." : null;

    /// <summary>Creates the schema from <c>-Schema</c> and <c>-As</c>; null without either.</summary>
    /// <param name="schema">A value that <see cref="SchemaArgument"/> reads.</param>
    /// <param name="type">The type to which the answer is converted.</param>
    /// <param name="getPath">Converts a PowerShell path to a path of the file system.</param>
    /// <exception cref="SchemaException">The schema isn't valid.</exception>
    public static AnswerSchema? Create(object? schema, Type? type, Func<string, string> getPath)
    {
        if (schema is not null)
        {
            SchemaArgument given = SchemaArgument.Read(schema, getPath);
            return new AnswerSchema(given.Schema, type is null ? null : RequireObject(type), isStrict: given.IsShort, isWrapped: false, given.Name) { Typed = given.Typed };
        }

        return type is null ? null
            : IsOpen(type) ? new AnswerSchema(schema: null, TypeSchema.IsOpen(type) ? null : type, isStrict: false, isWrapped: false)
            : OfType(type);
    }

    /// <summary>Converts an answer to an object, or to the items of a requested list.</summary>
    /// <param name="text">The text of the model.</param>
    /// <param name="answers">The objects, if the answer matches.</param>
    /// <returns>The mismatches; empty if the answer matches.</returns>
    public IReadOnlyList<string> TryConvert(string text, out object?[] answers)
    {
        answers = [];
        try
        {
            JsonElement answer = AnswerJson.Parse(MarkdownFence.Remove(text));
            IReadOnlyList<string> problems = Schema is { } schema ? JsonSchemaValidator.FindProblems(schema, answer)
                : answer.ValueKind is JsonValueKind.Object ? []
                : ["it must be a JSON object"];
            if (problems.Count == 0)
            {
                answers = Convert(answer);
            }

            return problems;
        }
        catch (JsonException)
        {
            return ["it is not JSON"];
        }
        catch (InvalidCastException e)
        {
            // The exception's message quotes the model's text.
            return [ConsoleText.Escape(e.Message)];
        }
    }

    private object?[] Convert(JsonElement answer)
    {
        JsonElement value = _isWrapped ? answer.GetProperty(Wrapper) : answer;
        object? made = _type is null ? AnswerConverter.ToObject(value, Typed ?? Schema) : AnswerConverter.ToType(value, _type);
        return _isWrapped && made is Array items ? [.. items.Cast<object?>()] : [made];
    }

    private static AnswerSchema OfType(Type type)
    {
        JsonObject made = TypeSchema.Of(type);
        bool isWrapped = !made.ContainsKey("properties");
        JsonElement schema = SchemaNode.ToElement(isWrapped ? Wrap(made) : made);
        return new AnswerSchema(
            SchemaLinter.Find(schema) is { } fault ? throw new SchemaException(fault, type) : schema,
            type,
            isStrict: true,
            isWrapped);
    }

    private static JsonObject Wrap(JsonObject schema)
    {
        JsonObject holder = SchemaNode.Object();
        JsonNode? definitions = schema["$defs"];
        _ = schema.Remove("$defs");
        SchemaNode.AddProperty(holder, Wrapper, schema, isRequired: true);
        if (definitions is not null)
        {
            holder["$defs"] = definitions;
        }

        return holder;
    }

    // An answer to -Schema is an object, so the type must be one for objects.
    private static Type RequireObject(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return IsOpen(plain) || TypeSchema.Of(plain)["type"]?.ToString() == "object"
            ? type
            : throw new SchemaException($"an answer to -Schema is an object, which can't be converted to [{type.FullName}].", type);
    }

    // Whether the type accepts any object.
    private static bool IsOpen(Type type) =>
        TypeSchema.IsOpen(type) || (typeof(IDictionary).IsAssignableFrom(type) && TypeSchema.GetValueType(type) == typeof(object) && TableType.Find(type) is not null);
}
