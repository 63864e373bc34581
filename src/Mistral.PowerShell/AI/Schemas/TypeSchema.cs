using System;
using System.Collections;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>Creates the JSON Schema of a .NET type, so that matching JSON can be converted to the type.</summary>
internal sealed class TypeSchema
{
    private static readonly HashSet<Type> s_integers = [typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(BigInteger)];

    private static readonly Dictionary<Type, (string Type, string? Format)> s_scalars = new()
    {
        [typeof(string)] = ("string", null),
        [typeof(char)] = ("string", null),
        [typeof(bool)] = ("boolean", null),
        [typeof(SwitchParameter)] = ("boolean", null),
        [typeof(float)] = ("number", null),
        [typeof(double)] = ("number", null),
        [typeof(decimal)] = ("number", null),
        [typeof(DateTime)] = ("string", "date-time"),
        [typeof(DateTimeOffset)] = ("string", "date-time"),
        [typeof(Guid)] = ("string", "uuid"),
        [typeof(Uri)] = ("string", "uri"),
    };

    // Some list types contain themselves, such as trees of JSON and XML.
    private const int MaxNesting = 64;

    private readonly Dictionary<Type, string> _named = [];
    private readonly JsonObject _definitions = [];
    private int _depth;

    private TypeSchema()
    {
    }

    /// <summary>Creates the schema of a type.</summary>
    /// <exception cref="SchemaException">JSON can't be converted to the type.</exception>
    public static JsonObject Of(Type type)
    {
        TypeSchema schema = new();
        JsonObject root = schema.Make(type, isRoot: true);
        if (schema._definitions.Count > 0)
        {
            root["$defs"] = schema._definitions;
        }

        return root;
    }

    /// <summary>Creates the schema of a single value; null if text can't be converted to the type.</summary>
    public static JsonObject? TryGetScalar(Type type) =>
        s_scalars.TryGetValue(type, out (string Type, string? Format) scalar) ? SchemaNode.OfType(scalar.Type, scalar.Format)
        : IsInteger(type) ? SchemaNode.OfType("integer")
        : type.IsEnum ? type.IsDefined(typeof(FlagsAttribute), inherit: false) ? SchemaNode.OfType("string") : SchemaNode.OneOf(Enum.GetNames(type))
        : HasParse(type) ? SchemaNode.OfType("string")
        : null;

    /// <summary>Gets the type of a list's items, or null if the type isn't a list.</summary>
    public static Type? GetItemType(Type type) =>
        type.IsArray ? type.GetElementType()
        : type == typeof(IList) || type == typeof(IEnumerable) || type == typeof(ArrayList) ? typeof(object)
        : new[] { type }.Concat(type.GetInterfaces())
            .FirstOrDefault(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    /// <summary>Gets the type of a map's values, or null if the type isn't a map.</summary>
    public static Type? GetValueType(Type type) =>
        new[] { type }.Concat(type.GetInterfaces())
            .FirstOrDefault(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IDictionary<,>))?.GetGenericArguments()[1]
        ?? (typeof(IDictionary).IsAssignableFrom(type) ? typeof(object) : null);

    /// <summary>Whether a type accepts any value.</summary>
    public static bool IsOpen(Type type) => type == typeof(object) || type == typeof(PSObject) || type == typeof(PSCustomObject);

    /// <summary>Whether a type is an integer type.</summary>
    public static bool IsInteger(Type type) => s_integers.Contains(type);

    /// <summary>Gets the properties that are read from JSON.</summary>
    public static IEnumerable<PropertyInfo> GetProperties(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(p => p.CanRead && p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0 && !p.IsDefined(typeof(HiddenAttribute)));

    private JsonObject Make(Type type, bool isRoot = false)
    {
        if (_depth >= MaxNesting)
        {
            throw new SchemaException($"JSON can't be converted to [{type.FullName}], because its types are nested too deep.", type);
        }

        _depth++;
        JsonObject made = Nullable.GetUnderlyingType(type) is { } inner ? SchemaNode.OrNull(Make(inner))
            : IsOpen(type) ? []
            : TryGetScalar(type)
            ?? (GetValueType(type) is { } value ? MakeMap(type, value)
                : GetItemType(type) is { } item ? SchemaNode.ListOf(Make(item))
                : MakeObject(type, isRoot));
        _depth--;
        return made;
    }

    private JsonObject MakeMap(Type type, Type value) => TableType.Find(type) is not null
        ? SchemaNode.MapOf(Make(value))
        : throw new SchemaException($"JSON can't be converted to [{type.FullName}]. A dictionary must have text keys and a constructor without parameters.", type);

    private JsonObject MakeObject(Type type, bool isRoot)
    {
        if (_named.TryGetValue(type, out string? known))
        {
            return new JsonObject { ["$ref"] = known };
        }

        if (type.IsAbstract || type.IsPointer || (!type.IsValueType && type.GetConstructor(Type.EmptyTypes) is null) || !GetProperties(type).Any())
        {
            throw new SchemaException($"JSON can't be converted to [{type.FullName}]. The type must have a constructor without parameters and properties that can be set.", type);
        }

        string name = _named.ContainsValue($"#/$defs/{type.Name}") ? $"{type.Name}{_named.Count}" : type.Name;
        _named.Add(type, isRoot ? "#" : $"#/$defs/{name}");
        JsonObject made = SchemaNode.Object();
        foreach (PropertyInfo property in GetProperties(type))
        {
            JsonObject node = Make(property.PropertyType);
            ValidationSchema.Apply(node, property.GetCustomAttributes().ToArray());
            if (property.GetCustomAttribute<DescriptionAttribute>() is { } told)
            {
                node["description"] = told.Description;
            }

            SchemaNode.AddProperty(made, property.Name, node, isRequired: Nullable.GetUnderlyingType(property.PropertyType) is null);
        }

        if (isRoot)
        {
            return made;
        }

        _definitions[name] = made;
        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    // Whether the type is written as one text, such as an address, a version or a culture.
    private static bool HasParse(Type type) =>
        type.GetMethod("Parse", BindingFlags.Public | BindingFlags.Static, binder: null, [typeof(string)], modifiers: null)?.ReturnType == type
        || typeof(System.IO.FileSystemInfo).IsAssignableFrom(type)
        || type == typeof(System.Net.Mail.MailAddress)
        || type == typeof(System.Globalization.CultureInfo)
        || type == typeof(System.Text.RegularExpressions.Regex);
}
