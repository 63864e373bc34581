using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;

namespace Mistral.Client;

/// <summary>The body of a request. Each try creates new content, so a retry sends the same bytes.</summary>
public abstract class RequestBody
{
    private protected RequestBody()
    {
    }

    /// <summary>A JSON body.</summary>
    /// <param name="utf8">The JSON as UTF-8.</param>
    public static RequestBody Json(ReadOnlyMemory<byte> utf8) => new JsonBody(utf8);

    /// <summary>Writes the body as it would be sent.</summary>
    public void CopyTo(Stream stream)
    {
        using HttpContent content = CreateContent();
        content.CopyToAsync(stream).GetAwaiter().GetResult();
    }

    /// <param name="prefix">The text before the base64.</param>
    /// <param name="media">The bytes.</param>
    internal delegate ReadOnlyMemory<byte> MediaRewriter(string prefix, ReadOnlyMemory<byte> media);

    /// <summary>Creates a body with other JSON and other media.</summary>
    /// <param name="json">Changes the JSON, in which marks stand for the media.</param>
    /// <param name="media">Changes the bytes of an image, a document or a sound.</param>
    internal virtual RequestBody Rewrite(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> json, MediaRewriter media) =>
        throw new NotSupportedException();

    /// <param name="whenSent">Called whenever a part of a long body has been sent.</param>
    internal abstract HttpContent CreateContent(Action? whenSent = null);

    private sealed class JsonBody(ReadOnlyMemory<byte> utf8) : RequestBody
    {
        internal override RequestBody Rewrite(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> json, MediaRewriter media) => Json(json(utf8));

        internal override HttpContent CreateContent(Action? whenSent = null)
        {
#if NETFRAMEWORK
            ByteArrayContent content = new(utf8.ToArray());
#else
            ReadOnlyMemoryContent content = new(utf8);
#endif
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return content;
        }
    }
}
