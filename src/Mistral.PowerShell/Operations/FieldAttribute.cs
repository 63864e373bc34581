using System;

namespace Mistral.PowerShell.Operations;

/// <summary>Maps a parameter to a field of the operation. It may be used more than once, if the API has several fields for it.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public abstract class FieldAttribute : Attribute
{
    private protected FieldAttribute(string name)
    {
        Name = name;
    }

    /// <summary>The field's name as the API writes it.</summary>
    public string Name { get; }

    /// <summary>Whether the default value is sent if the parameter isn't used.</summary>
    public bool IsAlways { get; init; }

    /// <summary>Whether the API expects a time as seconds since 1970, not as text.</summary>
    public bool IsUnixTime { get; init; }

    /// <summary>The format if the API expects a part of a time as text, such as <c>yyyy</c>; null for the full time.</summary>
    public string? DateFormat { get; init; }

    /// <summary>The separator if the API expects an array as one text; null if it expects a list.</summary>
    public string? Separator { get; init; }

    /// <summary>The variant whose operation has the field; null if all variants have it.</summary>
    public string? Case { get; init; }
}

/// <summary>A parameter in the path. A value with wildcards selects from the list instead.</summary>
/// <param name="name">The name in braces in the path.</param>
public sealed class PathAttribute(string name) : FieldAttribute(name);

/// <summary>A parameter in the query.</summary>
/// <param name="name">The query's key.</param>
public sealed class QueryAttribute(string name) : FieldAttribute(name)
{
    /// <summary>
    /// Whether the value is a pattern for the property with the parameter's name. The API searches for a literal part of the
    /// pattern, and the cmdlet then compares the results with the pattern.
    /// </summary>
    public bool IsPattern { get; init; }

    /// <summary>How a list or a map is written.</summary>
    public QueryForm Form { get; init; }
}

/// <summary>A parameter in the JSON body.</summary>
/// <param name="name">The field of the body. A dot leads into an object, such as <c>sync_config.sync_users</c>.</param>
public sealed class BodyAttribute(string name) : FieldAttribute(name)
{
    /// <summary>Whether each value of the parameter creates one object of a list, with this field.</summary>
    public bool IsEach { get; init; }

    /// <summary>Whether the field has the opposite meaning of the switch.</summary>
    public bool IsNegated { get; init; }

    /// <summary>Whether it says how a model chooses its words. Such fields stand in an object of their own where the cmdlet has a <see cref="SamplingHolderAttribute"/>.</summary>
    public bool IsSampling { get; init; }
}

/// <summary>Names the object of the body that holds the fields which say how a model chooses its words.</summary>
/// <param name="name">The body's field.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SamplingHolderAttribute(string name) : Attribute
{
    /// <summary>The body's field.</summary>
    public string Name { get; } = name;
}

/// <summary>A parameter that isn't sent. It selects from the list, by a text or a pattern.</summary>
/// <param name="name">The field of an item to compare.</param>
public sealed class SelectAttribute(string name) : FieldAttribute(name);
