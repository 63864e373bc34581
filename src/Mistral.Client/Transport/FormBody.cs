using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>A multipart form with plain fields, and with files that are read from disk while they are sent.</summary>
public sealed class FormBody : RequestBody
{
    private const int BufferSize = 81920;

    private static readonly Encoding s_latin1 = Encoding.GetEncoding("iso-8859-1");

    private readonly List<Part> _parts = [];

    /// <summary>Adds a plain field.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="value">Its value.</param>
    public void AddField(string name, string value) => _parts.Add(new Part(name, value, FileName: null, Follow: null, Hash: null));

    /// <summary>Adds a file.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="path">The file's full path.</param>
    /// <param name="follow">Is told how many bytes of the file have gone out; where the request is tried again, from 0 on.</param>
    public void AddFile(string name, string path, Action<long>? follow = null) => AddFile(name, path, follow, hash: null);

    // The hash receives the bytes of the file as they are sent.
    internal void AddFile(string name, string path, Action<long>? follow, ContentHash? hash, string? fileName = null) =>
        _parts.Add(new Part(name, path, fileName ?? Path.GetFileName(path), follow, hash));

    internal override HttpContent CreateContent(Action? whenSent = null)
    {
        MultipartFormDataContent form = new("mistral-" + Guid.NewGuid().ToString("N"));
        foreach (Part part in _parts)
        {
            if (part.FileName is null)
            {
                StringContent field = new(part.Value);
                field.Headers.ContentType = null;
                form.Add(field, Quote(part.Name));
                continue;
            }

            part.Hash?.Restart();
            StreamContent file = new(new ProgressStream(Open(part.Value, form), sent =>
            {
                whenSent?.Invoke();
                part.Follow?.Invoke(sent);
            }, part.Hash), BufferSize);
            file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");

            // UTF-8 as browsers send it. The typed header would encode the name, and servers don't decode it.
            string disposition = $"form-data; name={Quote(part.Name)}; filename={Quote(part.FileName)}";
            _ = file.Headers.TryAddWithoutValidation("Content-Disposition", s_latin1.GetString(Encoding.UTF8.GetBytes(disposition)));
            form.Add(file);
        }

        return form;
    }

    private static FileStream Open(string path, MultipartFormDataContent form)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, useAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            form.Dispose();
            throw MistralApiException.InvalidArgument($"The file '{path}' can't be read: {e.Message}");
        }
    }

    // Names without quotes are valid, but many servers read only quoted ones. A quote or line break must not end the header.
    private static string Quote(string text) =>
        "\"" + Regex.Replace(text, "[\u0000-\u001F\u007F\"\\\\]", m => Uri.HexEscape(m.Value[0])) + "\"";

    private sealed record Part(string Name, string Value, string? FileName, Action<long>? Follow, ContentHash? Hash);
}
