using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Mistral.Emulator;

/// <summary>Reads multipart forms.</summary>
internal static class FormReader
{
    /// <summary>Reads the parts; null if the body is not a form.</summary>
    /// <exception cref="InvalidDataException">The content type is a form but the body is not.</exception>
    public static IReadOnlyList<FormPart>? Read(string? contentType, byte[] body)
    {
        if (FindBoundary(contentType) is not { } boundary)
        {
            return null;
        }

        var parts = new List<FormPart>();
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body));
            while (reader.ReadNextSectionAsync().GetAwaiter().GetResult() is { } section)
            {
                using var content = new MemoryStream();
                section.Body.CopyToAsync(content).GetAwaiter().GetResult();
                var (name, fileName) = GetNames(section);
                parts.Add(new FormPart(name, fileName, section.ContentType, content.ToArray()));
            }
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("The multipart body is not well-formed: " + e.Message);
        }

        return parts;
    }

    /// <summary>Gets the boundary between the parts; null if the content is not a form.</summary>
    public static string? FindBoundary(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString()
            : null;

    /// <summary>Gets the field name and the file name of a part.</summary>
    public static (string Name, string? FileName) GetNames(MultipartSection section)
    {
        var disposition = ContentDispositionHeaderValue.Parse(section.ContentDisposition);
        return (Text(disposition.Name.Value) ?? "", Text(disposition.FileName.Value));
    }

    private static string? Text(string? quoted) => quoted is null ? null : HeaderUtilities.RemoveQuotes(quoted).ToString();
}
