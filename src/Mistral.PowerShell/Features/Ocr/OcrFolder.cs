using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Ocr;

/// <summary>
/// The folder that Markdown is written to: a file for each document, and beside it a folder with its images and tables. A document
/// is finished if it has a record, which is written last.
/// </summary>
internal sealed class OcrFolder
{
    private const string Extension = ".md";
    private const string AnnotationExtension = ".json";

    // Enough to keep documents of the same name apart.
    private const int HashLength = 8;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _path;

    private OcrFolder(string path)
    {
        _path = path;
    }

    /// <summary>Gets the folder. It is created with the first document.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="IOException">It is a file.</exception>
    public static OcrFolder Open(string path) => File.Exists(path) ? throw new IOException($"'{path}' is a file, not a folder.") : new OcrFolder(path);

    /// <summary>
    /// Gets the path of a document's Markdown. Documents with the same name get different paths, also if one of them is from an
    /// earlier run. Runs on the pipeline thread only.
    /// </summary>
    /// <param name="source">The document. If it was specified before, its path has a number.</param>
    /// <param name="cancellationToken">Cancels the comparison with the document of an earlier run.</param>
    /// <exception cref="IOException">The document can't be read.</exception>
    public string GetPath(OcrSource source, CancellationToken cancellationToken)
    {
        string file = GetPath(source.Name);
        bool isOfOther = !_taken.Contains(source.Name) && OcrRecord.Find(file) is { } record && !IsOf(record, source, cancellationToken);
        if (!isOfOther && _taken.Add(source.Name))
        {
            return file;
        }

        string longer = $"{source.Name}-{Sha256Text.OfText(source.Text).Substring(0, HashLength)}";
        string name = longer;
        for (int number = 2; !_taken.Add(name); number++)
        {
            name = $"{longer}-{number}";
        }

        return GetPath(name);
    }

    /// <summary>Finds a file that a document would overwrite, and that is from elsewhere. Null without one.</summary>
    /// <param name="file">The path of the Markdown.</param>
    /// <param name="isAnnotated">Whether an annotation is written beside it.</param>
    public static string? FindForeign(string file, bool isAnnotated)
    {
        string[] written = isAnnotated ? [file, Path.ChangeExtension(file, AnnotationExtension)] : [file];
        return OcrRecord.Exists(file) ? null : Array.Find(written, File.Exists);
    }

    /// <summary>Reads what an earlier run has written; null if it didn't finish, or if the document or the options have changed since.</summary>
    /// <param name="file">The path of the Markdown.</param>
    /// <param name="source">The document.</param>
    /// <param name="request">The hash of the options.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static (string Markdown, string? Annotation)? FindFinished(string file, OcrSource source, string request, CancellationToken cancellationToken)
    {
        if (!File.Exists(file)
            || OcrRecord.Find(file) is not { } record
            || record.Request != request
            || (source.Kind is OcrSourceKind.Path ? record.Content != Sha256Text.OfFile(source.Text, cancellationToken) : record.Source != Sha256Text.OfText(source.Text)))
        {
            return null;
        }

        string annotation = Path.ChangeExtension(file, AnnotationExtension);
        return (File.ReadAllText(file), File.Exists(annotation) ? File.ReadAllText(annotation) : null);
    }

    /// <summary>Writes a document, its images and tables, and changes the links in the Markdown of its pages.</summary>
    /// <param name="file">The path of the Markdown.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="annotation">The annotation of the document as JSON; null without one.</param>
    /// <param name="record">What the document was made from.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string file, IReadOnlyList<PSObject> pages, string? annotation, OcrRecord record)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        bool isAgain = OcrRecord.Begin(file);
        string assets = Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileNameWithoutExtension(file) + ".files");
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (PSObject page in pages)
        {
            WriteAssets(page, assets, names);
        }

        if (annotation is not null)
        {
            PartialFile.WriteAll(Path.ChangeExtension(file, AnnotationExtension), s_utf8.GetBytes(annotation));
        }
        else if (isAgain)
        {
            // The earlier run had -Schema.
            File.Delete(Path.ChangeExtension(file, AnnotationExtension));
        }

        PartialFile.WriteAll(file, s_utf8.GetBytes(Join(pages)));
        record.Complete(file);
    }

    /// <summary>The text of all pages.</summary>
    public static string Join(IEnumerable<PSObject> pages) => string.Join("\n\n", pages.Select(p => (string)p.Properties["Markdown"].Value));

    private static void WriteAssets(PSObject page, string folder, HashSet<string> names)
    {
        foreach (PSObject asset in GetList(page, "Images").Concat(GetList(page, "Tables")))
        {
            string? id = asset.Properties["Id"]?.Value as string;
            byte[]? content = asset.Properties["ImageBase64"]?.Value is string base64 ? Decode(base64)
                : asset.Properties["Content"]?.Value is string text ? s_utf8.GetBytes(text)
                : null;
            if (id is null || content is null)
            {
                continue;
            }

            // The server chooses the id, which may be a path.
            string safe = SafeFileName.Get(id, "image");
            for (int number = 2; !names.Add(safe); number++)
            {
                safe = $"{number}-{SafeFileName.Get(id, "image")}";
            }

            string file = Path.Combine(folder, safe);
            _ = Directory.CreateDirectory(folder);
            PartialFile.WriteAll(file, content);
            JsonObjects.Set(asset, "Path", file);
            string link = $"{Uri.EscapeDataString(Path.GetFileName(folder))}/{Uri.EscapeDataString(safe)}";
            JsonObjects.Set(page, "Markdown", ((string)page.Properties["Markdown"].Value).Replace($"]({id})", $"]({link})"));
        }
    }

    private static IEnumerable<PSObject> GetList(PSObject page, string name) =>
        page.Properties[name]?.Value is object?[] items ? items.OfType<PSObject>() : [];

    // A data URL, or only base64. Null for anything else.
    private static byte[]? Decode(string text)
    {
        try
        {
            return System.Convert.FromBase64String(text.StartsWith("data:", StringComparison.Ordinal) ? text.Substring(text.IndexOf(',') + 1) : text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private string GetPath(string name) => Path.Combine(_path, name + Extension);

    // A document that was moved is still the same.
    private static bool IsOf(OcrRecord record, OcrSource source, CancellationToken cancellationToken) =>
        record.Source == Sha256Text.OfText(source.Text) || (source.Kind is OcrSourceKind.Path && record.Content == Sha256Text.OfFile(source.Text, cancellationToken));
}
