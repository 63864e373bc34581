using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Reads a multipart form as strictly as RFC 2046 and RFC 7578 have it. It shares no code with the client.</summary>
internal static class FormParser
{
    internal sealed record Part(string Name, string? FileName, string[] Headers, byte[] Content);

    public static IReadOnlyList<Part> Parse(RawRequest request)
    {
        string type = request.Header("Content-Type")!;
        string boundary = type.Substring(type.IndexOf("boundary=", StringComparison.Ordinal) + 9).Trim('"');

        // A character a byte, so that places in the text are places in the body.
        Encoding bytes = Encoding.GetEncoding("iso-8859-1");
        string body = bytes.GetString(request.Body);
        string[] pieces = ("\r\n" + body).Split([$"\r\n--{boundary}"], StringSplitOptions.None);
        Assert.Equal(string.Empty, pieces[0]);
        Assert.Equal("--\r\n", pieces[pieces.Length - 1]);
        return [.. pieces.Skip(1).Take(pieces.Length - 2).Select(piece => ParsePart(piece, bytes))];
    }

    private static Part ParsePart(string piece, Encoding bytes)
    {
        Assert.StartsWith("\r\n", piece, StringComparison.Ordinal);
        int end = piece.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string[] headers = piece.Substring(2, end - 2).Split(["\r\n"], StringSplitOptions.None);
        string disposition = headers.Single(h => h.StartsWith("Content-Disposition: form-data", StringComparison.Ordinal));
        Dictionary<string, string> parameters = ParseParameters(disposition.Substring("Content-Disposition: form-data".Length));
        return new Part(
            Decode(parameters["name"], bytes)!,
            Decode(parameters.TryGetValue("filename", out string? name) ? name : null, bytes),
            headers,
            bytes.GetBytes(piece.Substring(end + 4)));
    }

    // Quoted strings, in which a backslash escapes.
    private static Dictionary<string, string> ParseParameters(string text)
    {
        Dictionary<string, string> found = [];
        int at = 0;
        while (at < text.Length)
        {
            Assert.Equal("; ", text.Substring(at, 2));
            int equals = text.IndexOf('=', at);
            string name = text.Substring(at + 2, equals - at - 2);
            Assert.Equal('"', text[equals + 1]);
            StringBuilder value = new();
            for (at = equals + 2; text[at] != '"'; at++)
            {
                Assert.False(char.IsControl(text[at]) && text[at] < 0x80, "A control character stands in the header.");
                at += text[at] == '\\' ? 1 : 0;
                _ = value.Append(text[at]);
            }

            at++;
            found.Add(name, value.ToString());
        }

        return found;
    }

    private static string? Decode(string? text, Encoding bytes) => text is null ? null : Encoding.UTF8.GetString(bytes.GetBytes(text));
}
