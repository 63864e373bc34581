using System;

namespace Mistral.PowerShell;

/// <summary>Ties a parameter to a field of the operation.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class FieldAttribute : Attribute
{
    private protected FieldAttribute(string name)
    {
        Name = name;
    }

    /// <summary>The field's name as the API writes it.</summary>
    public string Name { get; }
}

/// <summary>A parameter that stands in the path. One with wildcards selects from the list instead.</summary>
/// <param name="name">The name in braces in the path.</param>
public sealed class PathAttribute(string name) : FieldAttribute(name);

/// <summary>A parameter that stands in the query; an array repeats it.</summary>
/// <param name="name">The query's key.</param>
public sealed class QueryAttribute(string name) : FieldAttribute(name)
{
    /// <summary>
    /// Whether the value is a pattern for the property of the parameter's name. The API is asked for a part of it, for
    /// it finds whatever holds a text, and the pattern decides.
    /// </summary>
    public bool IsPattern { get; init; }
}

/// <summary>A parameter that stands in the JSON body.</summary>
/// <param name="name">The body's field.</param>
public sealed class BodyAttribute(string name) : FieldAttribute(name);
