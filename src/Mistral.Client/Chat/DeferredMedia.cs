using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Mistral.Client.Transport;

namespace Mistral.Client.Chat;

/// <summary>
/// The media of a request. The JSON is written with a mark in place of each, and the media are inserted while the request
/// is sent. So memory never contains them in base64.
/// </summary>
internal sealed class DeferredMedia
{
    // A random mark can't appear in other text.
    private Lazy<string> _mark = new(static () => $"media-{Guid.NewGuid():N}-");
    private readonly List<MediaData> _media = [];

    /// <summary>Adds media and returns the mark to write in their place.</summary>
    public string Add(MediaData media)
    {
        _media.Add(media);
        return Mark(_media.Count - 1);
    }

    /// <summary>Creates the request body from the JSON with the marks.</summary>
    public RequestBody Fill(ReadOnlyMemory<byte> json)
    {
        if (_media.Count == 0)
        {
            return RequestBody.Json(json);
        }

        ReadOnlyMemory<byte> whole = json;
        List<MediaBody.Part> parts = [];
        for (int i = 0; i < _media.Count; i++)
        {
            byte[] mark = Encoding.ASCII.GetBytes(Mark(i));
            int at = json.Span.IndexOf(mark);
            byte[] prefix = Encoding.ASCII.GetBytes(_media[i].Prefix);
            parts.Add(new MediaBody.Part(json.Slice(0, at), prefix, _media[i].Bytes));
            json = json.Slice(at + mark.Length);
        }

        return new MediaBody(parts, json, (rewriteJson, rewriteMedia) => With(rewriteMedia).Fill(rewriteJson(whole)));
    }

    // The same marks for other media.
    private DeferredMedia With(RequestBody.MediaRewriter rewrite)
    {
        DeferredMedia other = new() { _mark = _mark };
        _media.ForEach(m => other._media.Add(m.With(rewrite(m.Prefix, m.Bytes))));
        return other;
    }

    // The full stop ends the number, so that mark 1 isn't found in mark 11.
    private string Mark(int number) => _mark.Value + number.ToString(CultureInfo.InvariantCulture) + ".";
}
