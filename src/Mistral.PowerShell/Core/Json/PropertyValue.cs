using System.Management.Automation;

namespace Mistral.PowerShell.Core.Json;

/// <summary>Reads properties of the user's objects, which may run scripts.</summary>
internal static class PropertyValue
{
    /// <summary>Gets the value; null if the property fails.</summary>
    public static object? Get(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }
}
