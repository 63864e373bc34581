using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>
/// Parses the shorthand of a schema, as in <c>name, age int, size small|large, tags string[], address.city?, orders[].id</c>:
/// fields between commas, each with a type; the default is <c>string</c>. A type may be a .NET enumeration. Dots create objects,
/// brackets create lists, and a question mark allows null.
/// </summary>
internal static class SchemaShorthand
{
    private static readonly Dictionary<string, Func<JsonObject>> s_types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["string"] = () => SchemaNode.OfType("string"),
        ["int"] = () => SchemaNode.OfType("integer"),
        ["integer"] = () => SchemaNode.OfType("integer"),
        ["long"] = () => SchemaNode.OfType("integer", SchemaForms.Long),
        ["number"] = () => SchemaNode.OfType("number"),
        ["double"] = () => SchemaNode.OfType("number"),
        ["decimal"] = () => SchemaNode.OfType("number", SchemaForms.Decimal),
        ["bool"] = () => SchemaNode.OfType("boolean"),
        ["boolean"] = () => SchemaNode.OfType("boolean"),
        ["date"] = () => SchemaNode.OfType("string", "date"),
        ["datetime"] = () => SchemaNode.OfType("string", "date-time"),
        ["uri"] = () => SchemaNode.OfType("string", "uri"),
        ["guid"] = () => SchemaNode.OfType("string", "uuid"),
    };

    private static readonly char[] s_marks = ['[', ']', '?', '|', ';'];

    /// <summary>Parses a schema.</summary>
    /// <exception cref="SchemaException">The schema isn't valid.</exception>
    public static JsonObject Parse(string text)
    {
        JsonObject root = SchemaNode.Object();
        foreach (string entry in text.Split(',', '\n').Select(e => e.Trim()).Where(e => e.Length > 0))
        {
            string[] words = entry.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 2)
            {
                throw new SchemaException($"'{entry}' isn't a valid field. Expected a name and a type, with commas between fields.", text);
            }

            Add(root, words[0], words.Length > 1 ? words[1] : "string", text);
        }

        return SchemaNode.GetProperties(root).Count > 0 ? root : throw new SchemaException("it contains no fields.", text);
    }

    /// <summary>Takes out of a schema the formats that say what an answer becomes here, and nothing to the API.</summary>
    public static JsonObject RemoveOwnFormats(JsonObject schema)
    {
        JsonObject copy = (JsonObject)schema.DeepClone();
        RemoveFrom(copy);
        return copy;
    }

    private static bool IsOwn(string format) => format is SchemaForms.Long or SchemaForms.Decimal || format.StartsWith(SchemaForms.Enumeration, StringComparison.Ordinal);

    private static void RemoveFrom(JsonNode? node)
    {
        if (node is JsonObject holder)
        {
            if (holder["format"] is JsonValue value && value.TryGetValue(out string? format) && IsOwn(format))
            {
                _ = holder.Remove("format");
            }

            foreach (JsonNode? inner in holder.Select(p => p.Value).ToArray())
            {
                RemoveFrom(inner);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                RemoveFrom(item);
            }
        }
    }

    private static void Add(JsonObject root, string path, string type, string whole)
    {
        bool isOptional = path[path.Length - 1] == '?' || type[type.Length - 1] == '?';
        string[] names = path.TrimEnd('?').Split('.');
        JsonObject holder = root;
        for (int i = 0; i < names.Length; i++)
        {
            bool isList = names[i].EndsWith("[]", StringComparison.Ordinal);
            string name = isList ? names[i].Substring(0, names[i].Length - 2) : names[i];
            if (name.Length == 0 || name.IndexOfAny(s_marks) >= 0)
            {
                throw new SchemaException($"'{path}' isn't a valid field name.{(path.Any(c => c == ';') ? " Fields are separated by commas." : string.Empty)}", whole);
            }

            if (i == names.Length - 1)
            {
                JsonObject value = GetType(type.TrimEnd('?'), whole);
                Put(holder, name, isList ? SchemaNode.ListOf(value) : value, isOptional, whole);
                return;
            }

            holder = Open(holder, name, isList, whole);
        }
    }

    private static void Put(JsonObject holder, string name, JsonObject value, bool isOptional, string whole)
    {
        if (SchemaNode.GetProperties(holder).ContainsKey(name))
        {
            throw new SchemaException($"the field '{name}' is used twice.", whole);
        }

        SchemaNode.AddProperty(holder, name, isOptional ? SchemaNode.OrNull(value) : value, isRequired: !isOptional);
    }

    // Gets or creates the object that contains a field, or the item object of a list.
    private static JsonObject Open(JsonObject holder, string name, bool isList, string whole)
    {
        if (SchemaNode.GetProperties(holder)[name] is not JsonObject known)
        {
            JsonObject inner = SchemaNode.Object();
            SchemaNode.AddProperty(holder, name, isList ? SchemaNode.ListOf(inner) : inner, isRequired: true);
            return inner;
        }

        JsonNode? found = isList ? known["items"] : known;
        return found is JsonObject open && open.ContainsKey("properties")
            ? open
            : throw new SchemaException($"the field '{name}' has a value in one place and inner fields in another.", whole);
    }

    private static JsonObject GetType(string type, string whole)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return SchemaNode.ListOf(GetType(type.Substring(0, type.Length - 2), whole));
        }

        if (type.Split('|') is { Length: > 1 } values)
        {
            return SchemaNode.OneOf(values.Where(v => v.Length > 0));
        }

        return s_types.TryGetValue(type, out Func<JsonObject>? make) ? make()
            : FindEnumeration(type) is { } found ? found
            : throw new SchemaException($"'{type}' isn't a valid type. The types are {string.Join(", ", s_types.Keys)}, .NET enumerations (DayOfWeek), lists of them (string[]) and choices (low|high).", whole);
    }

    private static JsonObject? FindEnumeration(string name)
    {
        if (!LanguagePrimitives.TryConvertTo(name, out Type type) || !type.IsEnum)
        {
            return null;
        }

        JsonObject made = TypeSchema.TryGetScalar(type)!;
        made["format"] = SchemaForms.Enumeration + name;
        return made;
    }
}
