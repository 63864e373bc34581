using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Combines an answer with its input.</summary>
internal static class PairedAnswer
{
    private const string InputName = "Input";
    private const string UsageName = "Usage";

    // The prefix of an answer's property if the input has a property with the same name.
    private const string AnswerPrefix = "Answer";

    /// <summary>Adds the properties Input and Usage to an answer. A text or another single value becomes an object.</summary>
    /// <param name="answer">A reply, a piece of one, a text, or an object of a schema.</param>
    /// <param name="input">The input as it was piped or given.</param>
    /// <param name="usage">The tokens that the answer used, or null.</param>
    public static PSObject Attach(object? answer, object? input, object? usage)
    {
        PSObject holder = IsSingle(answer) ? new PSObject() : PSObject.AsPSObject(answer!);
        if (holder.Properties[InputName] is null)
        {
            holder.Properties.Add(new PSNoteProperty(InputName, Unwrap(input)));
        }
        else
        {
            // The schema has a field with this name.
            Add(holder, InputName + "Object", Unwrap(input));
        }

        if (IsSingle(answer))
        {
            holder.Properties.Add(new PSNoteProperty(GetSingleName(answer), Unwrap(answer)));
        }

        if (holder.Properties[UsageName] is null)
        {
            holder.Properties.Add(new PSNoteProperty(UsageName, usage));
        }

        return holder;
    }

    /// <summary>Creates an object with the properties of the input and the answer. Runs on the pipeline thread only, because properties of the input may run code.</summary>
    /// <inheritdoc cref="Attach"/>
    public static PSObject Merge(object? answer, object? input, object? usage)
    {
        PSObject row = new();
        foreach ((string name, object? value) in GetMembers(input, InputName))
        {
            Add(row, name, value);
        }

        bool hasUsage = false;
        foreach ((string name, object? value) in GetMembers(answer, GetSingleName(answer)))
        {
            hasUsage |= string.Equals(name, UsageName, StringComparison.OrdinalIgnoreCase);
            Add(row, row.Properties[name] is null ? name : AnswerPrefix + name, value);
        }

        if (!hasUsage)
        {
            Add(row, row.Properties[UsageName] is null ? UsageName : AnswerPrefix + UsageName, usage);
        }

        return row;
    }

    private static void Add(PSObject holder, string name, object? value)
    {
        // Property names are case-insensitive in PowerShell, so a name that differs only in case gets a suffix.
        while (holder.Properties[name] is not null)
        {
            name += "_";
        }

        holder.Properties.Add(new PSNoteProperty(name, value));
    }

    private static IEnumerable<(string Name, object? Value)> GetMembers(object? value, string singleName)
    {
        if (IsSingle(value))
        {
            return [(singleName, Unwrap(value))];
        }

        return Unwrap(value) is IDictionary map ? GetEntries(map) : GetProperties(PSObject.AsPSObject(value!));
    }

    private static IEnumerable<(string Name, object? Value)> GetEntries(IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
        {
            yield return (InvariantFormatter.Of(entry.Key) is { Length: > 0 } name ? name : "_", entry.Value);
        }
    }

    private static IEnumerable<(string Name, object? Value)> GetProperties(PSObject holder)
    {
        foreach (PSPropertyInfo property in holder.Properties)
        {
            if (property.IsGettable)
            {
                yield return (property.Name, PropertyValue.Get(property));
            }
        }
    }

    // Get-Content adds properties such as PSPath to each line. They would become columns.
    private static bool IsSingle(object? value) => value is null || Unwrap(value) is string or ValueType;

    private static string GetSingleName(object? answer) => Unwrap(answer) is string ? "Text" : "Value";

    private static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
