using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;

namespace Mistral.Client;

/// <summary>What a request carries. Content is made anew for each try, so that a retry sends the same bytes.</summary>
public abstract class RequestBody
{
    private protected RequestBody()
    {
    }

    /// <summary>A JSON body.</summary>
    /// <param name="utf8">The JSON as UTF-8.</param>
    public static RequestBody Json(ReadOnlyMemory<byte> utf8) => new JsonBody(utf8);

    /// <summary>Writes it as a request would.</summary>
    public void CopyTo(Stream stream)
    {
        using HttpContent content = CreateContent();
        content.CopyToAsync(stream).GetAwaiter().GetResult();
    }

    /// <param name="whenSent">Is called whenever a part of a long body has gone out.</param>
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
