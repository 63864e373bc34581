using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>
/// Converts the arguments of a call to the parameters of a command. Only lossless conversions are done, because PowerShell
/// would change other values without an error.
/// </summary>
/// <param name="tool">The tool.</param>
internal sealed class ToolArguments(Tool tool)
{
    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">The arguments don't match the schema.</exception>
    /// <exception cref="PSInvalidCastException">A value can't be converted to a table type.</exception>
    public Hashtable Read(string? json)
    {
        Hashtable arguments = new(StringComparer.OrdinalIgnoreCase);
        JsonElement given = Parse(FunctionCall.IsNone(json) ? "{}" : json!);
        if (given.ValueKind is not JsonValueKind.Object)
        {
            throw new ArgumentException("The arguments must be a JSON object.");
        }

        JsonElement known = tool.Parameters.TryGetProperty("properties", out JsonElement properties) ? properties : default;
        foreach (JsonProperty argument in given.EnumerateObject())
        {
            // PowerShell would also accept a prefix, an alias, or a parameter that isn't in the schema.
            if (known.ValueKind is not JsonValueKind.Object || !known.TryGetProperty(argument.Name, out _))
            {
                throw new ArgumentException($"The parameter '{argument.Name}' doesn't exist. The parameters are: {string.Join(", ", GetNames(known))}.");
            }

            if (argument.Value.ValueKind is not JsonValueKind.Null)
            {
                arguments[argument.Name] = Convert(argument.Value, tool.ParameterTypes.TryGetValue(argument.Name, out Type? type) ? type : typeof(object), argument.Name);
            }
        }

        if (tool.MandatorySets.Count > 0 && !tool.MandatorySets.Any(s => s.All(arguments.ContainsKey)))
        {
            throw new ArgumentException($"These parameters are missing: {string.Join(", ", tool.MandatorySets[0].Where(n => !arguments.ContainsKey(n)))}.");
        }

        return arguments;
    }

    private static object? Convert(JsonElement value, Type given, string place)
    {
        Type type = Nullable.GetUnderlyingType(given) ?? given;
        return value.ValueKind is JsonValueKind.Null ? null
            : TypeSchema.IsOpen(type) ? ToOpen(value, place)
            : type == typeof(string) ? ToText(value, place)
            : type == typeof(bool) || type == typeof(SwitchParameter) ? ToFlag(value, place)
            : IsNumber(type) ? ToNumber(value, type, place)
            : type.IsEnum || TypeSchema.TryGetScalar(type) is not null ? ToParsed(value, type, place)
            : TypeSchema.GetValueType(type) is not null ? ToTable(value, place)
            : TypeSchema.GetItemType(type) is { } item ? ToList(value, item, place)
            : throw Refuse(place, "a value of another type");
    }

    private static object? ToOpen(JsonElement value, string place)
    {
        CheckNumbers(value, place);
        return AnswerConverter.ToObject(value, schema: null);
    }

    private static string ToText(JsonElement value, string place) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => bool.TrueString,
        JsonValueKind.False => bool.FalseString,
        _ => throw Refuse(place, "a string"),
    };

    private static bool ToFlag(JsonElement value, string place) =>
        value.ValueKind is JsonValueKind.String && bool.TryParse(value.GetString(), out bool flag) ? flag
        : value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out int number) && number is 0 or 1 ? number == 1
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Refuse(place, "a boolean");

    private static object ToNumber(JsonElement given, Type type, string place)
    {
        string expected = TypeSchema.IsInteger(type) ? "an integer" : "a number";
        JsonElement value = given.ValueKind is JsonValueKind.String ? ParseNumber(given.GetString()!, place, expected) : given;
        if (value.ValueKind is not JsonValueKind.Number)
        {
            throw Refuse(place, expected);
        }

        bool isExact = type == typeof(float) ? JsonNumber.IsExact(value, isSingle: true) : type != typeof(double) || JsonNumber.IsExact(value, isSingle: false);
        try
        {
            return isExact ? AnswerConverter.ToType(value, type)! : throw OutOfRange(place, type);
        }
        catch (PSInvalidCastException)
        {
            throw TypeSchema.IsInteger(type) && !JsonNumber.IsWhole(value) ? Refuse(place, expected) : OutOfRange(place, type);
        }
    }

    // PowerShell converts text to dates, addresses and names of enumerations. It would convert numbers to unintended values.
    private static string ToParsed(JsonElement value, Type type, string place) =>
        value.ValueKind is JsonValueKind.String ? value.GetString()!
        : throw Refuse(place, type.IsEnum ? "one of the listed names" : $"a string that can be converted to [{type.Name}]");

    private static object? ToTable(JsonElement given, string place)
    {
        JsonElement value = Unpack(given, JsonValueKind.Object) ?? given;
        if (value.ValueKind is not JsonValueKind.Object)
        {
            throw Refuse(place, "an object");
        }

        CheckNumbers(value, place);
        return AnswerConverter.ToType(value, typeof(Hashtable));
    }

    private static object?[] ToList(JsonElement given, Type item, string place)
    {
        // A JSON list in a text may be an intended text, such as a pattern, unless it is a list of texts.
        if (Unpack(given, JsonValueKind.Array) is { } list)
        {
            bool isCertain = item != typeof(string) || list.EnumerateArray().All(i => i.ValueKind is JsonValueKind.String);
            return isCertain ? ToList(list, item, place) : throw Refuse(place, "a list, not a string that contains one");
        }

        return given.ValueKind is JsonValueKind.Array
            ? [.. given.EnumerateArray().Select((value, index) => Convert(value, item, $"{place}[{index.ToString(CultureInfo.InvariantCulture)}]"))]
            : given.ValueKind is JsonValueKind.Object && !TypeSchema.IsOpen(item) && TypeSchema.GetValueType(item) is null ? throw Refuse(place, "a list")
            : [Convert(given, item, place)];
    }

    // Parses a text where JSON is expected.
    private static JsonElement? Unpack(JsonElement given, JsonValueKind kind)
    {
        if (given.ValueKind is not JsonValueKind.String || given.GetString()!.TrimStart() is not { Length: > 0 } text || text[0] != (kind is JsonValueKind.Array ? '[' : '{'))
        {
            return null;
        }

        try
        {
            return AnswerJson.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement ParseNumber(string text, string place, string expected)
    {
        try
        {
            return AnswerJson.Parse(text) is { ValueKind: JsonValueKind.Number } number ? number : throw Refuse(place, expected);
        }
        catch (JsonException)
        {
            throw Refuse(place, expected);
        }
    }

    private static void CheckNumbers(JsonElement value, string place)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when !value.TryGetInt64(out _) && !JsonNumber.IsExact(value, isSingle: false):
                throw OutOfRange(place, typeof(double));
            case JsonValueKind.Object:
                foreach (JsonProperty field in value.EnumerateObject())
                {
                    CheckNumbers(field.Value, $"{place}.{field.Name}");
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    CheckNumbers(item, place);
                }

                break;
        }
    }

    private static bool IsNumber(Type type) => TypeSchema.IsInteger(type) || type == typeof(float) || type == typeof(double) || type == typeof(decimal);

    private static ArgumentException Refuse(string place, string expected) => new($"'{ConsoleText.Escape(place)}' must be {expected}. The command was not run.");

    private static ArgumentException OutOfRange(string place, Type type) =>
        new($"'{ConsoleText.Escape(place)}' exceeds the range or the precision of [{type.Name}]. The command was not run.");

    private static IEnumerable<string> GetNames(JsonElement properties) =>
        properties.ValueKind is JsonValueKind.Object ? properties.EnumerateObject().Select(p => p.Name) : [];

    private static JsonElement Parse(string json)
    {
        try
        {
            return AnswerJson.Parse(json);
        }
        catch (JsonException)
        {
            throw new ArgumentException("The arguments are not JSON.");
        }
    }
}
