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

    // With the types that the API knows nothing of.
    private JsonElement? Typed { get; init; }

    /// <summary>How it is told to the API.</summary>
    public ResponseFormat Format { get; }

    /// <summary>What the model has to be told beside, where the API does not tell it the form.</summary>
    public string? Instruction => Schema is null ? "Answer with one JSON object and nothing else." : null;

    /// <summary>Makes it of what <c>-Schema</c> and <c>-As</c> were given; null where neither was.</summary>
    /// <param name="schema">What <see cref="SchemaArgument"/> reads.</param>
    /// <param name="type">The type that the answer becomes.</param>
    /// <param name="getPath">Makes a path of PowerShell one of the file system.</param>
    /// <exception cref="SchemaException">The schema is not valid.</exception>
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

    /// <summary>Turns an answer into what was asked for: an object, or each of a list that was asked for.</summary>
    /// <param name="text">The model's text.</param>
    /// <param name="answers">The objects, where it holds.</param>
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
            // It quotes what the model wrote.
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

    // What -Schema asks for is an object: the type is to be one that an object becomes.
    private static Type RequireObject(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return IsOpen(plain) || TypeSchema.Of(plain)["type"]?.ToString() == "object"
            ? type
            : throw new SchemaException($"an answer to -Schema is an object, and none becomes a [{type.FullName}].", type);
    }

    // What takes any object.
    private static bool IsOpen(Type type) =>
        TypeSchema.IsOpen(type) || (typeof(IDictionary).IsAssignableFrom(type) && TypeSchema.GetValueType(type) == typeof(object) && TableType.Find(type) is not null);
}
