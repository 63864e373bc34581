using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Security;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mistral.Client;
using Mistral.Client.Authentication;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Core.Json;

/// <summary>Writes PowerShell's values as JSON, at any depth and never truncated.</summary>
internal static class PSJsonWriter
{
    private const int MaxNesting = 256;

    // The maximum depth of a value inside a typed request.
    private const int MaxInnerDepth = 56;

    private static readonly Regex s_number = new(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant);

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a value as UTF-8.</summary>
    /// <param name="value">The value.</param>
    /// <param name="secrets">Receives each SecureString that is written as text; null to refuse them.</param>
    /// <exception cref="MistralApiException">The value contains itself, or something that can't be written.</exception>
    public static byte[] Write(object? value, ICollection<SecureString>? secrets = null)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, s_options))
        {
            Write(writer, value, secrets, depth: 0);
        }

        return stream.ToArray();
    }

    /// <summary>Converts a value to JSON for a request.</summary>
    /// <exception cref="MistralApiException">The value contains itself, is nested too deep, or contains something that can't be written.</exception>
    public static JsonElement ToElement(object? value)
    {
        byte[] json = Write(value);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxInnerDepth });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw MistralApiException.InvalidArgument($"The value is nested more than {MaxInnerDepth} levels deep.");
        }
    }

    private static void Write(Utf8JsonWriter writer, object? value, ICollection<SecureString>? secrets, int depth)
    {
        if (depth > MaxNesting)
        {
            throw MistralApiException.InvalidArgument($"The value is nested more than {MaxNesting} levels deep. It may contain itself.");
        }

        object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        if (plain is SecureString secret && secrets is not null)
        {
            SecureStringConverter.Reveal(secret, characters => writer.WriteStringValue(characters.AsSpan()));
            secrets.Add(secret);
            return;
        }

        if (TryWriteScalar(writer, plain))
        {
            return;
        }

        switch (plain)
        {
            case IDictionary map:
                writer.WriteStartObject();
                foreach (DictionaryEntry entry in map)
                {
                    writer.WritePropertyName(InvariantFormatter.Of(entry.Key));
                    Write(writer, entry.Value, secrets, depth + 1);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable list and not PSObject:
                writer.WriteStartArray();
                foreach (object? item in list)
                {
                    Write(writer, item, secrets, depth + 1);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteProperties(writer, PSObject.AsPSObject(value), secrets, depth);
                break;
        }
    }

    internal static bool TryWriteScalar(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                writer.WriteNullValue();
                return true;
            case string text:
                writer.WriteStringValue(text);
                return true;
            case Uri address:
                writer.WriteStringValue(address.OriginalString);
                return true;
            case char or Guid or Version or TimeSpan:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                return true;
            case bool flag:
                writer.WriteBooleanValue(flag);
                return true;
            case SwitchParameter flag:
                writer.WriteBooleanValue(flag);
                return true;
            case Enum:
                writer.WriteStringValue(value.ToString());
                return true;
            case DateTime or DateTimeOffset:
                writer.WriteStringValue(InvariantFormatter.Of(value));
                return true;
            case double number:
                WriteNumber(writer, number);
                return true;
            case float number:
                WriteNumber(writer, number);
                return true;
            case decimal number:
                writer.WriteNumberValue(number);
                return true;
            case ulong number:
                writer.WriteNumberValue(number);
                return true;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                return true;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                return true;
            case JsonElement element:
                element.WriteTo(writer);
                return true;
            case SecureString or PSCredential:
                throw MistralApiException.InvalidArgument("A SecureString or a PSCredential can't be part of a request body.");
            case IFormattable and ValueType:
                WriteFormattable(writer, InvariantFormatter.Of(value));
                return true;
            default:
                return false;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double number)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            throw MistralApiException.InvalidArgument("Infinity and NaN can't be written as JSON.");
        }

        writer.WriteNumberValue(number);
    }

    // Other types of numbers, such as Half and Int128, and other types, such as DateOnly.
    private static void WriteFormattable(Utf8JsonWriter writer, string text)
    {
        if (s_number.IsMatch(text))
        {
            writer.WriteRawValue(text);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private static void WriteProperties(Utf8JsonWriter writer, PSObject holder, ICollection<SecureString>? secrets, int depth)
    {
        writer.WriteStartObject();
        foreach (PSPropertyInfo property in holder.Properties)
        {
            if (property.IsGettable)
            {
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value, secrets, depth + 1);
            }
        }

        writer.WriteEndObject();
    }
}
