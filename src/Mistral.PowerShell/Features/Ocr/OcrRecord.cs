using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Ocr;

/// <summary>What a finished document was made from. It is kept beside the Markdown, as hashes only: a URL can contain a signature.</summary>
/// <param name="Source">The SHA-256 of the path, the URL or the id.</param>
/// <param name="Content">The SHA-256 of the bytes that were sent; null for a URL or a file on the server.</param>
/// <param name="Request">The SHA-256 of the options.</param>
internal sealed record OcrRecord(string Source, string? Content, string Request)
{
    private const string FolderName = ".mistral-ocr";

    /// <summary>Reads the record of a document; null if it is missing or can't be read.</summary>
    /// <param name="file">The full path of the Markdown.</param>
    public static OcrRecord? Find(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(GetPath(file)));
            return JsonFields.GetText(document.RootElement, "source") is { } source && JsonFields.GetText(document.RootElement, "request") is { } request
                ? new OcrRecord(source, JsonFields.GetText(document.RootElement, "content"), request)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a document has a record, also one of an interrupted run. Only such a document may be overwritten.</summary>
    public static bool Exists(string file) => File.Exists(GetPath(file));

    /// <summary>Begins the record of a document that is about to be written. It doesn't count as finished, but as a document of the module.</summary>
    /// <returns>Whether the document had a record.</returns>
    /// <exception cref="IOException">It can't be written.</exception>
    public static bool Begin(string file)
    {
        bool exists = Exists(file);
        Write(file, []);
        return exists;
    }

    /// <summary>Writes the record. All other files of the document must have been written.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public void Complete(string file) => Write(file, new() { ["source"] = Source, ["content"] = Content, ["request"] = Request });

    private static void Write(string file, Dictionary<string, object?> fields)
    {
        string path = GetPath(file);
        DirectoryInfo folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        folder.Attributes |= FileAttributes.Hidden;
        PartialFile.WriteAll(path, PSJsonWriter.Write(fields));
    }

    private static string GetPath(string file) => Path.Combine(Path.GetDirectoryName(file)!, FolderName, Path.GetFileNameWithoutExtension(file) + ".json");
}
