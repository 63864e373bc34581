using System.Collections;
using System.Management.Automation;
using Mistral.Client.Errors;

namespace Mistral.PowerShell.Core.Text;

/// <summary>
/// Marks objects whose text contains control characters, so that a view cleans it. Format-List doesn't clean properties by
/// itself, and no view knows all properties that a server may send.
/// </summary>
internal static class UnsafeContent
{
    /// <summary>The type name that selects the view.</summary>
    public const string TypeName = "Mistral.UnsafeContent";

    /// <summary>Marks an object, and each object inside, if a name or a value contains such text.</summary>
    /// <returns>Whether the object contains such text.</returns>
    public static bool Mark(object? value)
    {
        switch (value)
        {
            case string text:
                return DisplayText.IsUnsafe(text);
            case PSObject { BaseObject: PSCustomObject } made:
                return MarkObject(made);
            case PSObject wrapped:
                return Mark(wrapped.BaseObject);
            case IList items and not byte[]:
                bool isUnsafe = false;
                foreach (object? item in items)
                {
                    isUnsafe |= Mark(item);
                }

                return isUnsafe;
            default:
                return false;
        }
    }

    private static bool MarkObject(PSObject made)
    {
        bool isUnsafe = false;
        foreach (PSPropertyInfo property in made.Properties)
        {
            isUnsafe |= DisplayText.IsUnsafe(property.Name) | (property is PSNoteProperty && Mark(property.Value));
        }

        if (isUnsafe && !made.TypeNames.Contains(TypeName))
        {
            // Inserted after its own type name, whose views have priority.
            made.TypeNames.Insert(made.TypeNames.IndexOf(typeof(PSCustomObject).FullName!), TypeName);
        }

        return isUnsafe;
    }
}
