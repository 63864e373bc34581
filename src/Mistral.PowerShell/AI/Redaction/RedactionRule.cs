using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>Finds the values of one kind in a text, in a time that is proportional to the length of the text.</summary>
/// <param name="name">The name that a user gives.</param>
internal abstract class RedactionRule(string name)
{
    /// <summary>The name that a user gives, such as <c>Email</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The name in marks, such as <c>EMAIL</c>.</summary>
    public string MarkName { get; } = name.ToUpperInvariant();

    /// <summary>Adds the places of all values.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Receives the places.</param>
    public abstract void Find(string text, List<FoundValue> found);

    /// <summary>Whether the property of this name has a value of this kind, such as <c>password</c>.</summary>
    public virtual bool IsNameOfValue(string name) => false;

    /// <summary>Adds a place.</summary>
    protected void Add(List<FoundValue> found, int start, int end) => found.Add(new FoundValue(start, end, this));
}
