using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Combines an answer with its input.</summary>
internal static class PairedAnswer
{
    private const string InputName = "Input";
    private const string UsageName = "Usage";

    // The prefix of an answer's property if the input has a property with the same name, or the module itself.
    private const string AnswerPrefix = "Answer";

    /// <summary>Adds the properties Input and Usage to an answer. A text or another single value becomes an object.</summary>
    /// <param name="answer">A reply, a piece of one, a text, or an object of a schema.</param>
    /// <param name="input">The input as it was piped or given.</param>
    /// <param name="usage">The tokens that the answer used, or null.</param>
    public static PSObject Attach(object? answer, object? input, object? usage)
    {
        PSObject holder = IsSingle(answer) ? new PSObject() : PSObject.AsPSObject(answer!);
        SetOwn(holder, InputName, Unwrap(input));
        if (IsSingle(answer))
        {
            holder.Properties.Add(new PSNoteProperty(GetSingleName(answer), Unwrap(answer)));
        }

        if (holder.Properties[UsageName] is null || !IsOfModule(holder))
        {
            SetOwn(holder, UsageName, usage);
        }

        return holder;
    }

    /// <summary>Sets a property of the module on an answer. A field of the answer with its name gets a prefix.</summary>
    /// <param name="holder">A result of the module, or an object of a schema.</param>
    /// <param name="name">The name of the property.</param>
    /// <param name="value">Its value.</param>
    public static void SetOwn(PSObject holder, string name, object? value)
    {
        if (!IsOfModule(holder) && holder.Properties[name] is { } field)
        {
            Add(holder, AnswerPrefix + name, PropertyValue.Get(field));

            // A property of a type can't be removed, but the new one hides it.
            holder.Properties.Remove(name);
        }

        holder.Properties.Add(new PSNoteProperty(name, value));
    }

    /// <summary>Creates an object with the properties of the input and the answer. Runs on the pipeline thread only, because properties of the input may run code.</summary>
    /// <param name="answer">A reply, a text, or an object of a schema.</param>
    /// <param name="input">The input as it was piped or given.</param>
    /// <param name="own">Further properties of the module, such as Usage. A result of the module that has one already keeps it.</param>
    public static PSObject Merge(object? answer, object? input, params (string Name, object? Value)[] own)
    {
        (string Name, object? Value)[] members = [.. GetMembers(answer, GetSingleName(answer))];
        bool isOfModule = !IsSingle(answer) && IsOfModule(PSObject.AsPSObject(answer!));
        return Join(input, isOfModule
            ? members.Concat(own.Where(o => !members.Any(m => IsSame(m.Name, o.Name))))
            : members.Select(m => own.Any(o => IsSame(m.Name, o.Name)) ? (AnswerPrefix + m.Name, m.Value) : m).Concat(own));
    }

    /// <summary>Makes an object of the input's properties and others; on the pipeline thread only.</summary>
    /// <param name="input">The input as it was piped or given.</param>
    /// <param name="members">The other properties. One whose name the input has too gets a prefix.</param>
    public static PSObject Join(object? input, IEnumerable<(string Name, object? Value)> members)
    {
        PSObject row = new();
        foreach ((string name, object? value) in GetMembers(input, InputName))
        {
            Add(row, name, value);
        }

        foreach ((string name, object? value) in members)
        {
            Add(row, row.Properties[name] is null ? name : AnswerPrefix + name, value);
        }

        return row;
    }

    private static bool IsOfModule(PSObject holder) => holder.BaseObject.GetType().Assembly == typeof(PairedAnswer).Assembly;

    private static bool IsSame(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

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
        // The properties of a list, such as its length, say nothing.
        if (IsSingle(value) || Unwrap(value) is IList)
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
