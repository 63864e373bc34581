using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace Mistral.PowerShell.Operations;

/// <summary>
/// Takes an id as text, or as the object that has it. Any other object is refused: PowerShell would make a text of it, and
/// a part, which carries the id of its whole, would stand for the whole.
/// </summary>
/// <param name="resource">The class of their <see cref="ResourceAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdAttribute(Type resource) : ArgumentTransformationAttribute
{
    // Before the name of the type in what comes from another process, and of what Select-Object has let pass.
    private const string Deserialized = "Deserialized.";
    private const string Selected = "Selected.";

    public ResourceAttribute Resource => ResourceAttribute.Of(resource);

    /// <summary>Whether the parameter takes several.</summary>
    public bool IsMany { get; init; }

    /// <summary>Whether an object of another type from the pipeline binds next by the name of a property.</summary>
    public bool IsByName { get; init; }

    /// <summary>Whether a number is for the next parameter that may stand at the same place: no such id is one.</summary>
    public bool LeavesNumbers { get; init; }

    private string TypeName => Resource.TypeName;

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (Unwrap(inputData) is not IEnumerable many || many is string or IDictionary)
        {
            return Read(inputData)!;
        }

        object?[] values = [.. many.Cast<object?>()];
        return IsMany ? values.Select(Read).ToArray()
            : values.Length == 1 ? Read(values[0])!
            : throw Refuse($"{values.Length} objects are given where one {TypeName} is asked for: one at a time; pipe them to the cmdlet.");
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private object? Read(object? value) => Unwrap(value) switch
    {
        null => null,
        string text => CheckForm(text),

        ValueType when LeavesNumbers => throw Refuse($"A {TypeName} is asked for, by its id or as the object that {GetListName()} gives; this is a number."),

        // A number that was typed keeps its spelling.
        ValueType => LanguagePrimitives.ConvertTo<string>(value),
        _ => ReadObject(PSObject.AsPSObject(value)),
    };

    // A pattern selects from a list, which is compared with it.
    private string CheckForm(string text) => !Resource.HasUuid || text.Length == 0 || Guid.TryParse(text, out _) || WildcardPattern.ContainsWildcardCharacters(text)
        ? text
        : throw Refuse($"'{text}' isn't a valid {Resource.Noun} id. Expected a UUID. {GetListName()} shows the ids.");

    private string ReadObject(PSObject item) =>
        (item.TypeNames.Any(Is) || IsOwnRow(item)) && Unwrap(item.Properties[Resource.IdName ?? "Id"]?.Value) is string { Length: > 0 } id
            ? id
            : throw Refuse($"A {TypeName} is asked for, by its id or as the object that {GetListName()} gives; this is a {item.TypeNames.First(n => !n.StartsWith(Selected, StringComparison.Ordinal))}.");

    // Rows of the user's own, as of Import-Csv, say by their columns what they are about. What Select-Object has let pass of
    // an object no longer tells whether that was the whole or a part.
    private static bool IsOwnRow(PSObject item) =>
        item.BaseObject is PSCustomObject && !item.TypeNames.Any(n => n.Contains("Mistral.") || n.StartsWith(Selected, StringComparison.Ordinal));

    private bool Is(string typeName)
    {
        string original = typeName.StartsWith(Deserialized, StringComparison.Ordinal) ? typeName.Substring(Deserialized.Length) : typeName;
        return original == TypeName || original == Resource.Equivalent?.FullName;
    }

    private string GetListName()
    {
        CmdletAttribute cmdlet = Resource.List!.GetCustomAttribute<CmdletAttribute>()!;
        return $"{cmdlet.VerbName}-{cmdlet.NounName}";
    }

    // With this exception within, PowerShell goes on to the next way of binding.
    private ArgumentTransformationMetadataException Refuse(string message) => IsByName || LeavesNumbers ? new(message, new PSInvalidCastException(message)) : new(message);
}
