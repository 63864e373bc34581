using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json;

namespace Mistral.PowerShell;

/// <summary>Turns an answer's JSON into objects with the names it has, or into a type.</summary>
internal static class AnswerObjects
{
    /// <summary>Makes objects of JSON. Dates are dates where the schema says so.</summary>
    public static object? ToObject(JsonElement value, JsonElement? schema) => value.ValueKind switch
    {
        JsonValueKind.Object => ToPSObject(value, schema),
        JsonValueKind.Array => value.EnumerateArray().Select(i => ToObject(i, Find(schema, "items"))).ToArray(),
        JsonValueKind.String => ToText(value.GetString()!, schema),
        JsonValueKind.Number => ToNumber(value),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Makes an instance of a type of JSON.</summary>
    /// <exception cref="PSInvalidCastException">The type does not take a value.</exception>
    public static object? ToType(JsonElement value, Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (value.ValueKind is JsonValueKind.Null)
        {
            return plain == type && type.IsValueType ? throw new PSInvalidCastException($"Null is no [{type.Name}].") : null;
        }

        if (TypeSchema.IsOpen(plain))
        {
            return ToObject(value, schema: null);
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object when TypeSchema.GetValueType(plain) is { } item => ToMap(value, plain, item),
            JsonValueKind.Object => ToInstance(value, plain),
            JsonValueKind.Array when TypeSchema.GetItemType(plain) is { } item => ToList(value, plain, item),
            _ => LanguagePrimitives.ConvertTo(ToObject(value, schema: null), plain, CultureInfo.InvariantCulture),
        };
    }

    private static PSObject ToPSObject(JsonElement value, JsonElement? schema)
    {
        PSObject made = new();
        JsonElement? properties = Find(schema, "properties");
        foreach (JsonProperty property in value.EnumerateObject())
        {
            // Names that differ in case alone are one name here: none is lost.
            string name = property.Name.Length > 0 ? property.Name : "_";
            while (made.Properties[name] is not null)
            {
                name += "_";
            }

            made.Properties.Add(new PSNoteProperty(name, ToObject(property.Value, Find(properties, property.Name))));
        }

        return made;
    }

    private static JsonElement? Find(JsonElement? holder, string name) =>
        holder is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out JsonElement found) ? found : null;

    private static object ToText(string text, JsonElement? schema)
    {
        JsonElement? plain = Find(schema, "anyOf") is { ValueKind: JsonValueKind.Array } union ? union.EnumerateArray().First() : schema;
        return Find(plain, "format")?.ToString() switch
        {
            "date-time" when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) => date,
            "date" when DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day) => day,
            _ => text,
        };
    }

    private static object ToNumber(JsonElement value) =>
        value.TryGetInt32(out int small) ? small
        : value.TryGetInt64(out long large) ? large
        : value.TryGetDouble(out double number) && !double.IsInfinity(number) ? number
        : value.GetRawText();

    private static object ToInstance(JsonElement value, Type type)
    {
        object made = Activator.CreateInstance(type) ?? throw new PSInvalidCastException($"No [{type.Name}] can be made.");
        PropertyInfo[] properties = [.. TypeSchema.GetProperties(type)];
        foreach (JsonProperty field in value.EnumerateObject())
        {
            if (properties.FirstOrDefault(p => string.Equals(p.Name, field.Name, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                Set(made, property, ToType(field.Value, property.PropertyType));
            }
        }

        return made;
    }

    private static void Set(object holder, PropertyInfo property, object? value)
    {
        try
        {
            property.SetValue(holder, value);
        }
        catch (TargetInvocationException e)
        {
            throw new PSInvalidCastException($"{property.Name}: {e.GetBaseException().Message}", e);
        }
    }

    private static object ToMap(JsonElement value, Type type, Type itemType)
    {
        Type made = !type.IsInterface ? type : type.IsGenericType ? typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()) : typeof(Hashtable);
        IDictionary map = (IDictionary)Activator.CreateInstance(made)!;
        foreach (JsonProperty property in value.EnumerateObject())
        {
            // What a table of no said types holds are tables too.
            map[property.Name] = itemType == typeof(object) ? ToTable(property.Value, type) : ToType(property.Value, itemType);
        }

        return map;
    }

    private static object? ToTable(JsonElement value, Type type) => value.ValueKind switch
    {
        JsonValueKind.Object => ToMap(value, type, typeof(object)),
        JsonValueKind.Array => value.EnumerateArray().Select(i => ToTable(i, type)).ToArray(),
        _ => ToObject(value, schema: null),
    };

    private static object ToList(JsonElement value, Type type, Type itemType)
    {
        Array items = Array.CreateInstance(itemType, value.GetArrayLength());
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            items.SetValue(ToType(item, itemType), index++);
        }

        return type.IsInstanceOfType(items) ? items : LanguagePrimitives.ConvertTo(items, type, CultureInfo.InvariantCulture);
    }
}
