using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Mistral.Emulator;

/// <summary>The text of each page of a document: a text PDF, a Word document, or plain text with form feeds between pages.</summary>
internal static partial class DocumentText
{
    public static string[] Pages(byte[] content)
    {
        if (content.AsSpan().StartsWith("PK"u8))
        {
            return [Word(content)];
        }

        if (!content.AsSpan().StartsWith("%PDF-"u8))
        {
            return Encoding.UTF8.GetString(content).Split('\f');
        }

        // One character for each byte.
        var text = Encoding.Latin1.GetString(content);
        var pages = PdfStream().Matches(text).Select(match => Shown(Unpack(match))).Where(page => page.Length > 0).ToArray();
        return pages.Length > 0 ? pages : [""];
    }

    // A line for each paragraph.
    private static string Word(byte[] content)
    {
        using var archive = new ZipArchive(new MemoryStream(content));
        if (archive.GetEntry("word/document.xml") is not { } entry)
        {
            return "";
        }

        using var stream = entry.Open();
        XNamespace word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        return string.Join('\n', XDocument.Load(stream).Descendants(word + "p").Select(line => string.Concat(line.Descendants(word + "t").Select(text => text.Value))));
    }

    private static string Unpack(Match stream)
    {
        var data = stream.Groups["data"].Value;
        if (!stream.Groups["dictionary"].Value.Contains("FlateDecode", StringComparison.Ordinal))
        {
            return data;
        }

        try
        {
            using var unpacked = new ZLibStream(new MemoryStream(Encoding.Latin1.GetBytes(data)), CompressionMode.Decompress);
            using var all = new MemoryStream();
            unpacked.CopyTo(all);
            return Encoding.Latin1.GetString(all.ToArray());
        }
        catch (InvalidDataException)
        {
            return "";
        }
    }

    // The text of each operator Tj and TJ, as a line.
    private static string Shown(string stream)
    {
        var lines = new List<string>();
        foreach (var line in PdfText().Matches(stream).Select(match => match.Value))
        {
            lines.Add(string.Concat(PdfString().Matches(line).Select(part => PdfEscape().Replace(part.Groups[1].Value, "$1"))));
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"<<(?<dictionary>(?:[^<>]|<(?!<)|>(?!>))*)>>\s*stream\r?\n(?<data>.*?)\r?\nendstream", RegexOptions.Singleline)]
    private static partial Regex PdfStream();

    [GeneratedRegex(@"(\((?:\\.|[^\\()])*\)\s*Tj|\[[^\]]*\]\s*TJ)", RegexOptions.Singleline)]
    private static partial Regex PdfText();

    [GeneratedRegex(@"\(((?:\\.|[^\\()])*)\)", RegexOptions.Singleline)]
    private static partial Regex PdfString();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex PdfEscape();
}
