using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>The contents of files. An uploaded file has the received bytes; a seeded file has as many bytes as its list entry states.</summary>
internal sealed class FileStore(ListStore lists)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _contents = [];

    public static ListResource List => ListCatalogue.FileList;

    public JsonObject? Find(string id) => lists.Find(List, id);

    public JsonObject Add(FormPart part, Action<JsonObject> fill)
    {
        var made = lists.Add(List, file =>
        {
            file["bytes"] = part.Content.Length;
            file["filename"] = part.FileName;
            file["created_at"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            file["num_lines"] = null;
            file["mimetype"] = MediaTypes.Of(part.FileName!);
            fill(file);
        });
        lock (_lock)
        {
            _contents[(string)made["id"]!] = part.Content;
        }

        return made;
    }

    public byte[] Content(JsonObject file)
    {
        lock (_lock)
        {
            return _contents.TryGetValue((string)file["id"]!, out var content) ? content : Seeded(file);
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _contents.Clear();
        }
    }

    private static byte[] Seeded(JsonObject file)
    {
        var content = new byte[(int)file["bytes"]!];
        var line = Encoding.UTF8.GetBytes("This is the content of " + (string?)file["filename"] + ".\n");
        for (var i = 0; i < content.Length; i++)
        {
            content[i] = line[i % line.Length];
        }

        return content;
    }
}
