using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>
/// Writes the output of a command as compact JSON for a model, with limits on size and depth. Objects have the properties that
/// PowerShell displays by default; values that are nested too deep become text; the rest of too much output is omitted.
/// </summary>
internal sealed class ToolResultWriter
{
    private const int MaxNesting = 6;
    private const int MaxNameLength = 200;

    // Longer than a key in any encoding. So much text beyond the limit is searched for keys.
    private const int SearchOverlap = 16_384;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _writer;
    private readonly int _limit;
    private readonly Func<string, string> _hide;
    private bool _isTruncated;

    private ToolResultWriter(Utf8JsonWriter writer, int limit, Func<string, string> hide)
    {
        _writer = writer;
        _limit = limit;
        _hide = hide;
    }

    private long Left => _limit - _writer.BytesCommitted - _writer.BytesPending;

    /// <summary>Writes a command's output and errors.</summary>
    /// <param name="output">The output objects.</param>
    /// <param name="errors">The error messages.</param>
    /// <param name="limit">The approximate limit in bytes.</param>
    /// <param name="isMore">Whether the command had more output than these objects.</param>
    /// <param name="hide">Removes keys from a text before it is truncated, because a part of a key isn't recognized afterwards. The caller removes keys from the rest.</param>
    public static string Write(IReadOnlyList<object?> output, IReadOnlyList<string> errors, int limit, bool isMore, Func<string, string> hide)
    {
        (string text, bool isCut) = Write(output.Count == 1 && !isMore ? output[0] : output, limit, hide);
        if (errors.Count == 0 && !isCut && !isMore)
        {
            return text;
        }

        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, s_options))
        {
            writer.WriteStartObject();
            if (errors.Count > 0)
            {
                writer.WriteString("error", Cut(string.Join("\n", errors), limit, hide).Kept);
            }

            if (isCut || isMore)
            {
                writer.WriteString("truncated", "Only the beginning of the output is included. Request less data.");
            }

            if (output.Count > 0 || errors.Count == 0)
            {
                writer.WritePropertyName("output");
                writer.WriteRawValue(text);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static (string Text, bool IsCut) Write(object? value, int limit, Func<string, string> hide)
    {
        using MemoryStream stream = new();
        bool isCut;
        using (Utf8JsonWriter writer = new(stream, s_options))
        {
            ToolResultWriter whole = new(writer, limit, hide);
            whole.WriteValue(value, depth: 0, isInside: false);
            isCut = whole._isTruncated;
        }

        return (Encoding.UTF8.GetString(stream.ToArray()), isCut);
    }

    private void WriteValue(object? value, int depth, bool isInside)
    {
        object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        switch (plain)
        {
            case SecureString or PSCredential:
                _writer.WriteStringValue("(secret)");
                return;
            case double number when double.IsNaN(number) || double.IsInfinity(number):
                _writer.WriteStringValue(InvariantFormatter.Of(number));
                return;
            case float number when float.IsNaN(number) || float.IsInfinity(number):
                _writer.WriteStringValue(InvariantFormatter.Of(number));
                return;
            case string text:
                WriteText(text);
                return;
            case byte[] bytes:
                WriteText(Convert.ToBase64String(bytes, 0, (int)Math.Min(bytes.Length, Math.Max(Left, 0) + SearchOverlap)));
                return;
            case XmlNode node:
                WriteText(node.OuterXml);
                return;
            case ScriptBlock or Type or Delegate:
                WriteText(plain.ToString() ?? string.Empty);
                return;
        }

        if (PSJsonWriter.TryWriteScalar(_writer, plain))
        {
            return;
        }

        if (depth >= MaxNesting)
        {
            // The name of a type would be mistaken for its content.
            WriteText(plain is IEnumerable or PSCustomObject or PSObject || !HasText(plain!.GetType()) ? "(not shown: nested too deep)" : GetText(plain));
            return;
        }

        switch (plain)
        {
            case IDictionary map:
                WriteFields(GetEntries(map), depth);
                break;
            case IEnumerable list and not PSObject:
                WriteList(list, depth, isInside);
                break;
            default:
                WriteObject(PSObject.AsPSObject(value!), plain!, depth, isInside);
                break;
        }
    }

    private void WriteObject(PSObject value, object plain, int depth, bool isInside)
    {
        IEnumerable<PSPropertyInfo> properties = value.Properties.Where(p => p.IsGettable && p.MemberType is not (PSMemberTypes.ScriptMethod or PSMemberTypes.CodeMethod));
        if (GetShown(value) is { Count: > 0 } shown)
        {
            properties = shown.Select(n => value.Properties[n]).Where(p => p is not null);
        }
        else if (isInside && plain is not PSCustomObject and not PSObject && HasText(plain.GetType()))
        {
            // An object inside another is written as text, such as a file's folder or a process's start info.
            WriteText(GetText(plain));
            return;
        }

        WriteFields(properties.Select(p => (p.Name, new Func<object?>(() => PropertyValue.Get(p)))), depth);
    }

    private void WriteFields(IEnumerable<(string Name, Func<object?> Get)> fields, int depth)
    {
        _writer.WriteStartObject();
        foreach ((string name, Func<object?> get) in TakeUntilError(fields))
        {
            _writer.WritePropertyName(Cut(name, MaxNameLength, _hide).Kept);
            WriteValue(get(), depth + 1, isInside: true);
        }

        _writer.WriteEndObject();
    }

    private void WriteList(IEnumerable list, int depth, bool isInside)
    {
        _writer.WriteStartArray();
        foreach (object? item in TakeUntilError(list.Cast<object?>()))
        {
            WriteValue(item, depth + 1, isInside);
        }

        _writer.WriteEndArray();
    }

    // Returns as many items as there is room for. If the enumeration fails, the items so far are kept.
    private IEnumerable<T> TakeUntilError<T>(IEnumerable<T> items)
    {
        using IEnumerator<T> all = items.GetEnumerator();
        while (!IsFull())
        {
            try
            {
                if (!all.MoveNext())
                {
                    yield break;
                }
            }
#pragma warning disable CA1031 // Any exception of the list must not lose the items before it.
            catch (Exception)
#pragma warning restore CA1031
            {
                _isTruncated = true;
                yield break;
            }

            yield return all.Current;
        }
    }

    private static IEnumerable<(string Name, Func<object?> Get)> GetEntries(IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
        {
            object? value = entry.Value;
            yield return (InvariantFormatter.Of(entry.Key), () => value);
        }
    }

    private void WriteText(string text)
    {
        (string kept, bool isCut) = Cut(text, Math.Max(Left, 0), _hide);
        _isTruncated |= isCut;
        _writer.WriteStringValue(kept);
    }

    private bool IsFull()
    {
        _isTruncated |= Left <= 0;
        return Left <= 0;
    }

    private static (string Kept, bool IsCut) Cut(string text, long length, Func<string, string> hide)
    {
        if (text.Length <= length)
        {
            return (text, false);
        }

        // The searched text may end inside a key, so its last part is omitted.
        bool isMore = text.Length - length > SearchOverlap;
        string hidden = hide(isMore ? text.Substring(0, (int)length + SearchOverlap) : text);
        length = Math.Min(length, isMore ? Math.Max(hidden.Length - SearchOverlap, 0) : hidden.Length);
        return (Truncate(hidden, (int)length), isMore || length < hidden.Length);
    }

    // Truncates a text, but not inside a surrogate pair.
    private static string Truncate(string text, int length) =>
        text.Substring(0, length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length);

    // Gets the properties that PowerShell displays by default.
    private static Collection<string>? GetShown(PSObject value) =>
        value.Members["PSStandardMembers"] is PSMemberSet standard && standard.Members["DefaultDisplayPropertySet"] is PSPropertySet set
            ? set.ReferencedPropertyNames
            : null;

    private static bool HasText(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is { } by && by != typeof(object) && by != typeof(ValueType);

    private static string GetText(object value)
    {
        try
        {
            return value.ToString() ?? string.Empty;
        }
#pragma warning disable CA1031 // Any exception of ToString must not lose the rest of the result.
        catch (Exception)
#pragma warning restore CA1031
        {
            return value.GetType().Name;
        }
    }
}
