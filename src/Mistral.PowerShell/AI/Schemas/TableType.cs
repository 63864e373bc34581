using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>The tables that JSON objects become: hashtables, and dictionaries whose keys are text.</summary>
internal static class TableType
{
    /// <summary>Gives the type that is made where a type is asked for; null where no JSON object can become it.</summary>
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

    /// <summary>Gives arguments for the constructor: names have no case in the tables of PowerShell.</summary>
    public static object[] GetArguments(Type made) =>
        made == typeof(Hashtable) || made == typeof(OrderedDictionary) ? [StringComparer.OrdinalIgnoreCase] : [];
}
