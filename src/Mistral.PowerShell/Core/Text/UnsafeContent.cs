using System.Collections;
using System.Management.Automation;
using Mistral.Client.Errors;

namespace Mistral.PowerShell.Core.Text;

/// <summary>
/// Marks objects with text that steers a console. Format-List shows their properties as they are unless a view is found for one of
/// their type names, and no view knows beforehand which properties a server sends.
/// </summary>
internal static class UnsafeContent
{
    /// <summary>The type name that selects the view.</summary>
    public const string TypeName = "Mistral.UnsafeContent";

    /// <summary>Marks an object, and each in it, that has such text in a name or a value. Other objects stay as they are.</summary>
    /// <returns>Whether there is such text.</returns>
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
            // Behind its own type name, whose views go first.
            made.TypeNames.Insert(made.TypeNames.IndexOf(typeof(PSCustomObject).FullName!), TypeName);
        }

        return isUnsafe;
    }
}
