using System;
using System.Management.Automation;
using System.Xml;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Gets the text of objects that are used as a message.</summary>
internal static class ObjectText
{
    private const string Deserialized = "Deserialized.";

    /// <summary>Gets the XML of a document or an element; null for anything else.</summary>
    public static string? FindXml(object? value) => PSValue.Unwrap(value) is XmlNode node and (XmlDocument or XmlElement) ? node.OuterXml : null;

    /// <summary>Gets the name of an object's type if the object's text is only that name; null otherwise.</summary>
    public static string? FindTypeName(object? value)
    {
        if (PSValue.Unwrap(value) is null or string or ValueType or Exception)
        {
            return null;
        }

        PSObject item = PSObject.AsPSObject(value);
        string name = item.TypeNames.Count > 0 ? item.TypeNames[0] : item.BaseObject.GetType().FullName!;
        name = name.StartsWith(Deserialized, StringComparison.Ordinal) ? name.Substring(Deserialized.Length) : name;
        string text = LanguagePrimitives.ConvertTo<string>(value) ?? string.Empty;

        // The text of a process is the name of its type and its own name.
        return text == name || text == item.BaseObject.GetType().ToString() || text.StartsWith($"{name} (", StringComparison.Ordinal) ? name : null;
    }
}
