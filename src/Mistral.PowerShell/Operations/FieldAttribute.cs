using System;

namespace Mistral.PowerShell.Operations;

/// <summary>Ties a parameter to a field of the operation; more than once where the API has parts of it in several fields.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public abstract class FieldAttribute : Attribute
{
    private protected FieldAttribute(string name)
    {
        Name = name;
    }

    /// <summary>The field's name as the API writes it.</summary>
    public string Name { get; }

    /// <summary>Whether it is sent even where it is not given, with the value that the parameter has by itself.</summary>
    public bool IsAlways { get; init; }

    /// <summary>Whether the API takes a time as seconds since 1970, and not as text.</summary>
    public bool IsUnixTime { get; init; }

    /// <summary>The part of a time that the API takes as text, such as <c>yyyy</c>; null for all of it.</summary>
    public string? DateFormat { get; init; }

    /// <summary>What stands between the values of an array where the API takes them as one text; null where it takes a list.</summary>
    public string? Separator { get; init; }

    /// <summary>The one case whose operation has the field, where a cmdlet has several; null where all have it.</summary>
    public string? Case { get; init; }
}

/// <summary>A parameter that stands in the path. One with wildcards selects from the list instead.</summary>
/// <param name="name">The name in braces in the path.</param>
public sealed class PathAttribute(string name) : FieldAttribute(name);

/// <summary>A parameter that stands in the query.</summary>
/// <param name="name">The query's key.</param>
public sealed class QueryAttribute(string name) : FieldAttribute(name)
{
    /// <summary>
    /// Whether the value is a pattern for the property of the parameter's name. The API is asked for a part of it, for
    /// it finds whatever holds a text, and the pattern decides.
    /// </summary>
    public bool IsPattern { get; init; }

    /// <summary>How a list or a map is written.</summary>
    public QueryForm Form { get; init; }
}

/// <summary>A parameter that stands in the JSON body.</summary>
/// <param name="name">The body's field; dots lead into objects, such as <c>sync_config.sync_users</c>.</param>
public sealed class BodyAttribute(string name) : FieldAttribute(name)
{
    /// <summary>Whether the object that holds the field is one of a list, and each value of the parameter makes one.</summary>
    public bool IsEach { get; init; }

    /// <summary>Whether the API names the opposite of what the switch says.</summary>
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

/// <summary>A parameter that no request carries: it selects from the list, by a text or a pattern.</summary>
/// <param name="name">The field of an item that is compared.</param>
public sealed class SelectAttribute(string name) : FieldAttribute(name);
