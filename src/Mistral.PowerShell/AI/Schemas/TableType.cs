using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>The table types for JSON objects: hashtables, and dictionaries with text keys.</summary>
internal static class TableType
{
    /// <summary>Gets the type to create for a requested type; null if a JSON object can't be converted to it.</summary>
    public static Type? Find(Type type)
    {
        Type[] keyed = [.. new[] { type }.Concat(type.GetInterfaces()).Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IDictionary<,>))];
        if (keyed.Length > 0 && !keyed[0].GetGenericArguments()[0].IsAssignableFrom(typeof(string)))
        {
            return null;
        }

        Type made = !type.IsInterface ? type : keyed.Length > 0 ? typeof(Dictionary<,>).MakeGenericType(keyed[0].GetGenericArguments()) : typeof(Hashtable);
        return type.IsAssignableFrom(made) && typeof(IDictionary).IsAssignableFrom(made) && !made.IsAbstract && made.GetConstructor(Type.EmptyTypes) is not null ? made : null;
    }

    /// <summary>Gets the arguments of the constructor. PowerShell's tables have case-insensitive keys.</summary>
    public static object[] GetArguments(Type made) =>
        made == typeof(Hashtable) || made == typeof(OrderedDictionary) ? [StringComparer.OrdinalIgnoreCase] : [];
}
