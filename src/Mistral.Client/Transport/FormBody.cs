using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;

namespace Mistral.Client;

/// <summary>A multipart form: plain fields, and files that are read from disk as they are sent.</summary>
public sealed class FormBody : RequestBody
{
    private readonly List<(string Name, string Value, string? FileName)> _parts = [];

    /// <summary>Adds a plain field.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="value">Its value.</param>
    public void AddField(string name, string value) => _parts.Add((name, value, FileName: null));

    /// <summary>Adds a file.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="path">The file's full path.</param>
    public void AddFile(string name, string path) => _parts.Add((name, path, Path.GetFileName(path)));

    internal override HttpContent CreateContent()
    {
        MultipartFormDataContent form = new("mistral-" + Guid.NewGuid().ToString("N"));
        foreach ((string name, string value, string? fileName) in _parts)
        {
            if (fileName is null)
            {
                StringContent field = new(value);
                field.Headers.ContentType = null;
                form.Add(field, Quote(name));
                continue;
            }

            StreamContent file = new(Open(value, form));
            file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = Quote(name), FileName = Quote(fileName) };
            form.Add(file);
        }

        return form;
    }

    private static FileStream Open(string path, MultipartFormDataContent form)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 81920, useAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            form.Dispose();
            throw MistralApiException.InvalidArgument($"The file '{path}' can't be read: {e.Message}");
        }
    }

    // Bare names are legal, but many servers only read quoted ones; a quote or line break inside must not end the header.
    private static string Quote(string text) =>
        "\"" + text.Replace("\"", "%22").Replace("\r", "%0D").Replace("\n", "%0A") + "\"";
}
