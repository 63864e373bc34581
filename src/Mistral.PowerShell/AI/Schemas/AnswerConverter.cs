using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using System.Reflection;
using System.Text.Json;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>Converts a model's JSON to objects with its own property names, or to a type.</summary>
internal static class AnswerConverter
{
    /// <summary>Converts JSON to objects. Text becomes a date if the schema says so.</summary>
    public static object? ToObject(JsonElement value, JsonElement? schema) => ToObject(value, schema is { } known ? SchemaForms.Of(known) : null);

    /// <summary>Converts JSON to an instance of a type.</summary>
    /// <exception cref="PSInvalidCastException">A value can't be converted to the type.</exception>
    public static object? ToType(JsonElement value, Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (value.ValueKind is JsonValueKind.Null)
        {
            return plain == type && type.IsValueType ? throw new PSInvalidCastException($"Null can't be converted to [{type.Name}].") : null;
        }

        if (TypeSchema.IsOpen(plain))
        {
            return ToObject(value, forms: null);
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object when TypeSchema.GetValueType(plain) is { } item => ToMap(value, plain, item),
            JsonValueKind.Object => ToInstance(value, plain),
            JsonValueKind.Array when TypeSchema.GetItemType(plain) is { } item => ToList(value, plain, item),
            JsonValueKind.Number when TypeSchema.IsInteger(plain) => ToInteger(value, plain),
            JsonValueKind.Number when plain == typeof(decimal) => value.TryGetDecimal(out decimal exact) ? exact : throw Refuse(value, plain),
            _ => LanguagePrimitives.ConvertTo(ToObject(value, forms: null), plain, CultureInfo.InvariantCulture),
        };
    }

    private static object? ToObject(JsonElement value, SchemaForms? forms) => value.ValueKind switch
    {
        JsonValueKind.Object => ToPSObject(value, forms),
        JsonValueKind.Array when forms?.GetItems() is var items => value.EnumerateArray().Select(i => ToObject(i, items)).ToArray(),
        JsonValueKind.String => ToText(value.GetString()!, forms),
        JsonValueKind.Number => ToNumber(value, forms),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static PSObject ToPSObject(JsonElement value, SchemaForms? forms)
    {
        PSObject made = new();
        foreach (JsonProperty property in value.EnumerateObject())
        {
            // PowerShell's property names are case-insensitive, so a name that differs only in case gets a suffix.
            string name = property.Name.Length > 0 ? property.Name : "_";
            while (made.Properties[name] is not null)
            {
                name += "_";
            }

            made.Properties.Add(new PSNoteProperty(name, ToObject(property.Value, forms?.GetField(property.Name))));
        }

        // All objects of one schema have the same properties, as Export-Csv takes them from the first.
        foreach (string name in (forms?.FieldNames ?? []).Where(n => made.Properties[n] is null))
        {
            made.Properties.Add(new PSNoteProperty(name, value: null));
        }

        return made;
    }

    private static object ToText(string text, SchemaForms? forms)
    {
        foreach (string format in forms?.Formats ?? [])
        {
            switch (format)
            {
                case "date-time" when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date):
                    return date;
                case "date" when DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day):
                    return day;
                case "uuid" when Guid.TryParse(text, out Guid id):
                    return id;
                case var _ when format.StartsWith(SchemaForms.Enumeration, StringComparison.Ordinal)
                    && LanguagePrimitives.TryConvertTo(format.Substring(SchemaForms.Enumeration.Length), out Type type)
                    && LanguagePrimitives.TryConvertTo(text, type, CultureInfo.InvariantCulture, out object member):
                    return member;
                case "uri" when Uri.TryCreate(text, UriKind.Absolute, out Uri? address):
                    return address;
            }
        }

        return text;
    }

    // Double has fewer digits than the larger integer types.
    private static object ToInteger(JsonElement value, Type type) =>
        JsonNumber.ReadWhole(value) is not { } whole ? throw Refuse(value, type)
        : type == typeof(BigInteger) ? whole
        : whole >= new BigInteger(decimal.MinValue) && whole <= new BigInteger(decimal.MaxValue) ? LanguagePrimitives.ConvertTo((decimal)whole, type, CultureInfo.InvariantCulture)
        : throw Refuse(value, type);

    private static PSInvalidCastException Refuse(JsonElement value, Type type) => new($"{value.GetRawText()} can't be converted to [{type.Name}].");

    private static object ToNumber(JsonElement value, SchemaForms? forms) =>
        forms?.Formats.Contains(SchemaForms.Decimal) is true && value.TryGetDecimal(out decimal exact) ? exact
        : forms?.Formats.Contains(SchemaForms.Long) is true && value.TryGetInt64(out long whole) ? whole
        : value.TryGetInt32(out int small) ? small
        : value.TryGetInt64(out long large) ? large
        : value.TryGetDouble(out double number) && !double.IsInfinity(number) ? number
        : value.GetRawText();

    private static object ToInstance(JsonElement value, Type type)
    {
        object made = Create(type);
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

    private static object Create(Type type, params object[] arguments)
    {
        try
        {
            return Activator.CreateInstance(type, arguments) ?? throw new PSInvalidCastException($"[{type.Name}] can't be created.");
        }
        catch (Exception e) when (e is TargetInvocationException or TypeInitializationException or MemberAccessException)
        {
            throw new PSInvalidCastException($"[{type.Name}] can't be created: {e.GetBaseException().Message}", e);
        }
    }

    private static void Set(object holder, PropertyInfo property, object? value)
    {
        try
        {
            property.SetValue(holder, value);
        }
        catch (Exception e) when (e is TargetInvocationException or ArgumentException)
        {
            throw new PSInvalidCastException($"{property.Name}: {e.GetBaseException().Message}", e);
        }
    }

    private static object ToMap(JsonElement value, Type type, Type itemType)
    {
        Type made = TableType.Find(type) ?? throw new PSInvalidCastException($"A JSON object can't be converted to [{type.Name}].");
        IDictionary map = (IDictionary)Create(made, TableType.GetArguments(made));
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string name = property.Name;
            while (map.Contains(name))
            {
                name += "_";
            }

            // Inner objects of a table without a value type become tables too.
            map[name] = itemType == typeof(object) ? ToTable(property.Value, type) : ToType(property.Value, itemType);
        }

        return map;
    }

    private static object? ToTable(JsonElement value, Type type) => value.ValueKind switch
    {
        JsonValueKind.Object => ToMap(value, type, typeof(object)),
        JsonValueKind.Array => value.EnumerateArray().Select(i => ToTable(i, type)).ToArray(),
        _ => ToObject(value, forms: null),
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
