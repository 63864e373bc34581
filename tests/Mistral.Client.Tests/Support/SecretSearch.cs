using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Mistral.Client.Tests;

/// <summary>Looks through all that an object holds, private fields included.</summary>
internal static class SecretSearch
{
    /// <summary>Finds where an object contains the text; null if it does not.</summary>
    public static string? Find(object root, string secret) => Find(root, secret, root.GetType().Name, new HashSet<object>(new Same()));

    private static string? Find(object? value, string secret, string path, HashSet<object> seen)
    {
        switch (value)
        {
            case null or Type or MemberInfo or Assembly or Pointer or Delegate:
                return null;
            case string text:
                return Holds(text, secret) ? path : null;
            case byte[] bytes:
                return Holds(Encoding.UTF8.GetString(bytes), secret) ? path : null;
            case char[] chars:
                return Holds(new string(chars), secret) ? path : null;
        }

        if (value.GetType().IsPrimitive || (!value.GetType().IsValueType && !seen.Add(value)))
        {
            return null;
        }

        if (Holds(value.ToString() ?? string.Empty, secret))
        {
            return path + ".ToString()";
        }

        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                if (Find(item, secret, path + "[]", seen) is { } found)
                {
                    return found;
                }
            }
        }

        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsPointer && Find(field.GetValue(value), secret, $"{path}.{field.Name}", seen) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private static bool Holds(string text, string secret) =>
        CultureInfo.InvariantCulture.CompareInfo.IndexOf(text, secret, CompareOptions.OrdinalIgnoreCase) >= 0;

    private sealed class Same : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) => ReferenceEquals(x, y);

        public int GetHashCode(object obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
