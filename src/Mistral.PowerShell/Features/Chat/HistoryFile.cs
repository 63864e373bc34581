using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mistral.Client;
using Mistral.Client.Chat;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>A conversation in a JSON file: a list of messages as in the API.</summary>
internal static class HistoryFile
{
    /// <summary>Writes the file, and replaces an existing one only when it is complete.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, IReadOnlyList<ChatMessage> messages)
    {
        JsonTypeInfo<ChatMessage> type = ChatJson.Context.ChatMessage;
        DeferredMedia slots = new();
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            foreach (ChatMessage message in messages)
            {
                JsonSerializer.Serialize(writer, message.ForReplay(slots), type);
            }

            writer.WriteEndArray();
        }

        // Images and other media are included, as in a request.
        using PartialFile file = new(path, ownerOnly: true);
        file.Write(slots.Fill(json.ToArray()).CopyTo);
        file.Commit();
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="HistoryException">The file doesn't contain a conversation.</exception>
    public static IReadOnlyList<ChatMessage> Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind is JsonValueKind.Array
                ? HistoryReader.Read(document.RootElement.EnumerateArray().Select(m => JsonObjects.Convert(m)).ToArray())
                : throw HistoryException.Invalid(path, "the file doesn't contain a list of messages.");
        }
        catch (JsonException)
        {
            throw HistoryException.Invalid(path, "the file isn't JSON.");
        }
    }
}
