using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Converts piped objects to text for a message. Runs on the pipeline thread only.</summary>
/// <param name="invoke">Runs Format-Table and ConvertTo-Csv.</param>
/// <param name="hideKeys">Removes API keys from the text.</param>
internal sealed class InputText(CommandInvocationIntrinsics invoke, Func<string, string> hideKeys)
{
    // In bytes. The important properties of an object need much less.
    private const int MaxObjectLength = 32_768;

    /// <summary>Gets the text of a string, or the markup of XML; null for any other object.</summary>
    public static string? FindText(PSObject input) => input.BaseObject as string ?? ObjectText.FindXml(input);

    /// <summary>Writes the given properties: only the value if there is one property, or else a line for each.</summary>
    /// <exception cref="InputException">The object lacks a property, or all properties are empty.</exception>
    public string GetFields(PSObject input, IReadOnlyList<string> properties)
    {
        (string Name, string Text)[] fields = [.. properties.Select(p => (p, GetText(Get(input, p))))];
        return fields.All(f => string.IsNullOrWhiteSpace(f.Text)) ? throw InputException.Empty(properties, input)
            : fields.Length == 1 ? fields[0].Text
            : string.Join("\n", fields.Select(f => $"{f.Name}: {f.Text}"));
    }

    /// <summary>Creates an object with the given properties, or with all if no names are given.</summary>
    public static object Select(PSObject input, IReadOnlyList<string>? properties)
    {
        if (properties is null)
        {
            return input;
        }

        PSObject part = new();
        foreach (string name in properties.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            part.Properties.Add(new PSNoteProperty(name, Get(input, name)));
        }

        return part;
    }

    /// <summary>Writes an object as compact JSON with limits on size and depth.</summary>
    public string GetJson(object input) => ToolResultWriter.Write([input], [], MaxObjectLength, isMore: false, hideKeys);

    /// <summary>Writes objects as CSV or as a table.</summary>
    public string Format(IEnumerable<object> items, InputFormat format)
    {
        const string Csv = "$input | Microsoft.PowerShell.Utility\\ConvertTo-Csv -NoTypeInformation | Microsoft.PowerShell.Utility\\Out-String -Width 2147483647";
        const string Table = "$input | Microsoft.PowerShell.Utility\\Format-Table -AutoSize | Microsoft.PowerShell.Utility\\Out-String -Width 1000";
        object[] rows = [.. items.Select(ToRow)];
        IEnumerable<string> text = invoke.InvokeScript(useLocalScope: true, ScriptBlock.Create(format is InputFormat.Csv ? Csv : Table), rows).Select(t => t.ToString());

        // Format-Table pads each line with spaces.
        return hideKeys(string.Join("\n", string.Concat(text).Split('\n').Select(l => l.TrimEnd())).Trim('\n'));
    }

    // A hashtable is a row too. A number or a text is a row with a single column.
    private static object ToRow(object item)
    {
        object plain = PSValue.Unwrap(item)!;
        if (plain is not (IDictionary or string or ValueType))
        {
            return item;
        }

        PSObject row = new();
        foreach (DictionaryEntry entry in plain as IDictionary ?? new Hashtable { ["Value"] = plain })
        {
            row.Properties.Add(new PSNoteProperty(InvariantFormatter.Of(entry.Key) is { Length: > 0 } name ? name : "_", entry.Value));
        }

        return row;
    }

    private static object? Get(PSObject input, string name)
    {
        if (input.BaseObject is IDictionary map)
        {
            return map.Keys.Cast<object>().FirstOrDefault(k => string.Equals(InvariantFormatter.Of(k), name, StringComparison.OrdinalIgnoreCase)) is { } key
                ? map[key]
                : throw InputException.MissingProperty(name, map.Keys.Cast<object>().Select(InvariantFormatter.Of), input);
        }

        return PropertyValue.Get(input.Properties[name] ?? throw InputException.MissingProperty(name, input.Properties.Select(p => p.Name), input));
    }

    private string GetText(object? value) => (value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value) switch
    {
        null => string.Empty,
        string text => text,
        Enum name => name.ToString(),
        ValueType number => InvariantFormatter.Of(number),
        Uri address => address.OriginalString,
        object other => GetJson(other),
    };
}
