using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.Core.Json;

/// <summary>Converts the API's JSON to PowerShell objects with PascalCase properties, dates, and all fields.</summary>
internal static class JsonObjects
{
    private static readonly HashSet<string> s_dates = new(StringComparer.Ordinal)
    {
        "created", "deprecation", "expiration", "last_used", "timestamp", "date", "day", "time_bucket", "start_time", "end_time",
    };

    private static readonly Regex s_day = new("^[0-9]{4}-[0-9]{2}-[0-9]{2}", RegexOptions.CultureInvariant);

    // Kept unchanged for later requests, because the names inside are the user's own, as in the JSON Schema of a tool. A resource
    // states further ones.
    private static readonly HashSet<string> s_kept = new(StringComparer.Ordinal) { "tools", "attributes", "metadata", "schema", "assets" };

    // The declared properties of a type. Looking up a property on an object takes longer than creating one.
    private static readonly ConcurrentDictionary<Type, HashSet<string>> s_declared = new();

    /// <summary>Whether a field is the id of an object. Services use one of two names.</summary>
    public static bool IsId(string field) => field is "id" or "uuid";

    /// <summary>Converts a value.</summary>
    /// <param name="element">The JSON.</param>
    /// <param name="typeName">The type name of the object, or of each object of a list.</param>
    /// <param name="idName">The property name for the id of these objects; null for the default name.</param>
    /// <param name="properties">The properties of each object. They are null if the JSON lacks them.</param>
    public static object? Convert(JsonElement element, string? typeName = null, string? idName = null, IReadOnlyList<string>? properties = null) =>
        ConvertValue(element, field: string.Empty, typeName, idName, properties);

    /// <summary>Converts a value whose names are the user's own, such as the result of a workflow. Its texts and names are unchanged.</summary>
    public static object? ConvertUnchanged(JsonElement element) => Keep(element);

    /// <summary>Sets a property, or adds it if the object doesn't have it.</summary>
    public static void Set(PSObject holder, string name, object? value)
    {
        if (holder.Properties[name] is PSNoteProperty { IsInstance: true } known)
        {
            known.Value = value;
        }
        else
        {
            holder.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
        }
    }

    /// <summary>Sets a property to a value from inside a part of the object. The name of the part is put before it if the object has a value of that name.</summary>
    public static void SetFrom(string part, PSObject holder, string name, object? value) =>
        Set(holder, holder.Properties[name] is { IsInstance: true, Value: not null } ? part + name : name, value);

    /// <summary>Adds fields that the type of the object doesn't declare.</summary>
    /// <param name="holder">The object.</param>
    /// <param name="groups">The fields. For a repeated name, the first one counts.</param>
    public static PSObject AddFields(PSObject holder, params Dictionary<string, JsonElement>?[] groups)
    {
        HashSet<string>? added = null;
        foreach (Dictionary<string, JsonElement>? group in groups)
        {
            if (group is null)
            {
                continue;
            }

            foreach (KeyValuePair<string, JsonElement> field in group)
            {
                // Only the parser needs the kind of the object.
                if (field.Key == "object")
                {
                    continue;
                }

                string name = GetName(field.Key);
                added ??= new(StringComparer.OrdinalIgnoreCase);
                if (!GetDeclared(holder.BaseObject.GetType()).Contains(name) && added.Add(name))
                {
                    holder.Properties.Add(new PSNoteProperty(name, ConvertValue(field.Value, field.Key)), preValidated: true);
                }
            }
        }

        return holder;
    }

    /// <summary>Turns snake_case and camelCase into the PascalCase of PowerShell.</summary>
    public static string GetName(string field)
    {
        Span<char> name = field.Length <= 128 ? stackalloc char[field.Length] : new char[field.Length];
        int length = 0;
        bool upper = true;
        foreach (char c in field)
        {
            if (c == '_')
            {
                upper = true;
                continue;
            }

            name[length++] = upper ? char.ToUpperInvariant(c) : c;
            upper = false;
        }

        // Keys of a map are data, so they stay readable whatever they contain.
        return length > 0 ? name.Slice(0, length).ToString() : field.Length > 0 ? field : "_";
    }

    private static HashSet<string> GetDeclared(Type type) =>
        s_declared.GetOrAdd(type, static t => new(t.GetProperties().Select(p => p.Name), StringComparer.OrdinalIgnoreCase));

    private static object? ConvertValue(
        JsonElement element, string field, string? typeName = null, string? idName = null, IReadOnlyList<string>? properties = null) => element.ValueKind switch
    {
        _ when s_kept.Contains(field) => Keep(element),
        JsonValueKind.Object => ConvertObject(element, typeName, idName, properties),
        JsonValueKind.Array => element.EnumerateArray().Select(e => ConvertValue(e, field, typeName, idName, properties)).ToArray(),
        JsonValueKind.String => ConvertText(JsonText.Of(element), field),
        JsonValueKind.Number => ConvertNumber(element, field),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static PSObject ConvertObject(JsonElement element, string? typeName, string? idName, IReadOnlyList<string>? properties)
    {
        PSObject made = new();
        if (typeName is not null)
        {
            made.TypeNames.Insert(0, typeName);
        }

        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string field = JsonText.OfName(property);
            string name = idName is not null && IsId(field) ? idName : GetName(field);
            made.Properties.Add(new PSNoteProperty(GetFreeName(taken, name, field), ConvertValue(property.Value, field)), preValidated: true);
        }

        foreach (string name in (properties ?? []).Where(taken.Add))
        {
            made.Properties.Add(new PSNoteProperty(name, value: null), preValidated: true);
        }

        return made;
    }

    // Properties are case-insensitive, and keep their spelling for later requests.
    private static object? Keep(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => KeepMembers(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Keep).ToArray(),
        _ => ConvertValue(element, field: string.Empty),
    };

    private static PSObject KeepMembers(JsonElement element)
    {
        PSObject made = new();
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string field = JsonText.OfName(property);
            made.Properties.Add(new PSNoteProperty(GetFreeName(taken, field, field), Keep(property.Value)), preValidated: true);
        }

        return made;
    }

    // Fields whose names differ only in style or case get different property names, so that none is lost.
    private static string GetFreeName(HashSet<string> taken, string name, string field)
    {
        string free = name.Length > 0 && !taken.Contains(name) ? name : field.Length > 0 ? field : "_";
        while (!taken.Add(free))
        {
            free += "_";
        }

        return free;
    }

    private static object ConvertText(string text, string field) => IsDate(field) && TryGetDate(text, out DateTimeOffset date) ? date : text;

    private static object ConvertNumber(JsonElement element, string field)
    {
        if (element.TryGetInt64(out long whole))
        {
            // Seconds since 1970. Another number in such a field stays a number.
            return IsDate(field) && whole is > 0 and < 253402300800
                ? DateTimeOffset.FromUnixTimeSeconds(whole)
                : whole;
        }

        return element.TryGetDouble(out double number) && !double.IsInfinity(number) ? number : element.GetRawText();
    }

    /// <summary>Whether the name of a field says that it is a point in time.</summary>
    internal static bool IsDate(string field) =>
        s_dates.Contains(field)
        || field.EndsWith("_at", StringComparison.Ordinal)
        || field.EndsWith("_date", StringComparison.Ordinal)
        || field.EndsWith("At", StringComparison.Ordinal);

    // A time or a month alone would get today's date or this year.
    private static bool TryGetDate(string text, out DateTimeOffset date)
    {
        date = default;
        return s_day.IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date);
    }
}
