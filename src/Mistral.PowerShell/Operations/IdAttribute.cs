using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Operations;

/// <summary>
/// Accepts an id as text, or an object that has it. Other objects are refused, because PowerShell would convert them to text,
/// and because a part of an object, which has the id of the object, must not be taken for it.
/// </summary>
/// <param name="resource">The class with the <see cref="ResourceAttribute"/> of the objects.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IdAttribute(Type resource) : ArgumentTransformationAttribute
{
    // Prefixes of the type names of objects from another process and of output of Select-Object.
    private const string Deserialized = "Deserialized.";
    private const string Selected = "Selected.";

    public ResourceAttribute Resource => ResourceAttribute.Of(resource);

    /// <summary>Whether the parameter accepts several ids.</summary>
    public bool IsMany { get; init; }

    /// <summary>Whether a piped object of another type is then bound by property name.</summary>
    public bool IsByName { get; init; }

    /// <summary>Whether a number is left for the next parameter at the same position, because no such id is a number.</summary>
    public bool LeavesNumbers { get; init; }

    private string TypeName => Resource.TypeName;

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (PSValue.Unwrap(inputData) is not IEnumerable many || many is string or IDictionary)
        {
            return Read(inputData)!;
        }

        object?[] values = [.. many.Cast<object?>()];
        return IsMany ? values.Select(Read).ToArray()
            : values.Length == 1 ? Read(values[0])!
            : throw Refuse($"Expected one {TypeName}, got {values.Length} objects. Pipe them to the cmdlet.");
    }

    private object? Read(object? value) => PSValue.Unwrap(value) switch
    {
        null => null,
        string text => CheckForm(text),

        ValueType when LeavesNumbers => throw Refuse($"Expected a {TypeName} from {Resource.GetListName()}, or its id. Got a number."),

        // The text of a typed number is kept.
        ValueType => LanguagePrimitives.ConvertTo<string>(value),
        _ => ReadObject(PSObject.AsPSObject(value)),
    };

    // A pattern is compared with the items of a list.
    private string CheckForm(string text) => !Resource.HasUuid || text.Length == 0 || Guid.TryParse(text, out _) || WildcardPattern.ContainsWildcardCharacters(text)
        ? text
        : throw Refuse($"'{text}' isn't a valid {Resource.Noun} id. Expected a UUID. {Resource.GetListName()} shows the ids.");

    private string ReadObject(PSObject item) =>
        (item.TypeNames.Any(Is) || IsOwnRow(item)) && PSValue.Unwrap(item.Properties[Resource.IdName ?? "Id"]?.Value) is string { Length: > 0 } id
            ? id
            : throw Refuse($"Expected a {TypeName} from {Resource.GetListName()}, or its id. Got a {item.TypeNames.First(n => !n.StartsWith(Selected, StringComparison.Ordinal))}.");

    // Rows of the user, as from Import-Csv, have columns with clear names. The output of Select-Object doesn't show whether the
    // object was complete or a part.
    private static bool IsOwnRow(PSObject item) =>
        item.BaseObject is PSCustomObject && !item.TypeNames.Any(n => n.Contains("Mistral.") || n.StartsWith(Selected, StringComparison.Ordinal));

    private bool Is(string typeName)
    {
        string original = typeName.StartsWith(Deserialized, StringComparison.Ordinal) ? typeName.Substring(Deserialized.Length) : typeName;
        return original == TypeName || original == Resource.Equivalent?.FullName;
    }

    // With this inner exception, PowerShell tries the next way of binding.
    private ArgumentTransformationMetadataException Refuse(string message) => IsByName || LeavesNumbers ? new(message, new PSInvalidCastException(message)) : new(message);
}
