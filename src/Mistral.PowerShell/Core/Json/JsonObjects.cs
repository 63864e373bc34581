using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.Core.Json;

/// <summary>Turns the API's JSON into objects as PowerShell has them: PascalCase properties, real dates, every field kept.</summary>
internal static class JsonObjects
{
    private static readonly HashSet<string> s_dates = new(StringComparer.Ordinal)
    {
        "created", "deprecation", "expiration", "last_used", "timestamp", "date", "day", "time_bucket",
    };

    private static readonly Regex s_day = new("^[0-9]{4}-[0-9]{2}-[0-9]{2}", RegexOptions.CultureInvariant);

    // What is given back to the API as it came: names in it are the user's own, as those of a JSON Schema in a tool.
    private static readonly HashSet<string> s_kept = new(StringComparer.Ordinal) { "tools", "attributes", "metadata", "schema" };

    // What a type declares, found once: to ask an object itself for a property takes longer than to make one.
    private static readonly ConcurrentDictionary<Type, HashSet<string>> s_declared = new();

    /// <summary>Whether a field is an object's id: services call it one or the other.</summary>
    public static bool IsId(string field) => field is "id" or "uuid";

    /// <summary>Converts a value.</summary>
    /// <param name="element">The JSON.</param>
    /// <param name="typeName">The type name that an object, or each of a list, is to carry.</param>
    /// <param name="idName">What the id of these objects is called; null for what it is called anyway.</param>
    /// <param name="properties">What each of these objects has, null where the JSON leaves it out.</param>
    public static object? Convert(JsonElement element, string? typeName = null, string? idName = null, IReadOnlyList<string>? properties = null) =>
        ConvertValue(element, field: string.Empty, typeName, idName, properties);

    /// <summary>Sets a property, which the object may not have yet.</summary>
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

    /// <summary>Adds fields that a type does not name to an object of it that has none of them yet.</summary>
    /// <param name="holder">The object.</param>
    /// <param name="groups">The fields; of those of one name the first counts.</param>
    public static PSObject AddFields(PSObject holder, params Dictionary<string, JsonElement>?[] groups)
    {
        HashSet<string>? added = null;
        foreach (KeyValuePair<string, JsonElement> field in groups.SelectMany(g => g ?? []))
        {
            // Which kind of object it was is of use to the parser alone.
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

        return holder;
    }

    /// <summary>Turns snake_case and camelCase into the PascalCase of PowerShell.</summary>
    public static string GetName(string field)
    {
        StringBuilder name = new(field.Length);
        bool upper = true;
        foreach (char c in field)
        {
            if (c == '_')
            {
                upper = true;
                continue;
            }

            _ = name.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        // Keys that are data and no names, such as those of a map, stay readable whatever they hold.
        return name.Length > 0 ? name.ToString() : field.Length > 0 ? field : "_";
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

    // Read by any case, as all properties are, and written as it was.
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

    // Fields that differ only in form or in case keep names of their own, so that none is lost.
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
            // Seconds since 1970; what is no such number in a field of that name stays a number.
            return IsDate(field) && whole is > 0 and < 253402300800
                ? DateTimeOffset.FromUnixTimeSeconds(whole)
                : whole;
        }

        return element.TryGetDouble(out double number) && !double.IsInfinity(number) ? number : element.GetRawText();
    }

    /// <summary>Whether a field holds a point in time by its name.</summary>
    internal static bool IsDate(string field) =>
        s_dates.Contains(field)
        || field.EndsWith("_at", StringComparison.Ordinal)
        || field.EndsWith("_date", StringComparison.Ordinal)
        || field.EndsWith("At", StringComparison.Ordinal);

    // A time of day, or a month, would be taken for one of today or of this year.
    private static bool TryGetDate(string text, out DateTimeOffset date)
    {
        date = default;
        return s_day.IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date);
    }
}
