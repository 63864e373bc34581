using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Mistral.Client.Transport;

namespace Mistral.Client.Chat;

/// <summary>
/// The places in a request's JSON where media belong. JSON is written with a mark in each place, and the media themselves
/// only when the request is sent, so that no copy of them in base64 has to be held.
/// </summary>
internal sealed class DeferredMedia
{
    // Nobody can put a mark into a text on purpose or by chance.
    private readonly Lazy<string> _mark = new(static () => $"media-{Guid.NewGuid():N}-");
    private readonly List<MediaData> _media = [];

    /// <summary>Makes a place for media and gives the mark to write there.</summary>
    public string Add(MediaData media)
    {
        _media.Add(media);
        return Mark(_media.Count - 1);
    }

    /// <summary>Makes the body out of the JSON with its marks.</summary>
    public RequestBody Fill(ReadOnlyMemory<byte> json)
    {
        if (_media.Count == 0)
        {
            return RequestBody.Json(json);
        }

        List<MediaBody.Part> parts = [];
        for (int i = 0; i < _media.Count; i++)
        {
            byte[] mark = Encoding.ASCII.GetBytes(Mark(i));
            int at = json.Span.IndexOf(mark);
            byte[] prefix = Encoding.ASCII.GetBytes(_media[i].Prefix);
            parts.Add(new MediaBody.Part(json.Slice(0, at), prefix, _media[i].Bytes));
            json = json.Slice(at + mark.Length);
        }

        return new MediaBody(parts, json);
    }

    // A full stop ends it, for the first mark is not to be found in the eleventh.
    private string Mark(int number) => _mark.Value + number.ToString(CultureInfo.InvariantCulture) + ".";
}
