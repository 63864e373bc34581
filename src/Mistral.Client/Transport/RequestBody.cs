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

    /// <param name="whenSent">Called whenever a part of a long body has been sent.</param>
    internal abstract HttpContent CreateContent(Action? whenSent = null);

    private sealed class JsonBody(ReadOnlyMemory<byte> utf8) : RequestBody
    {
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
