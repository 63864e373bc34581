using System;
using System.Buffers;
using System.Buffers.Text;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Transport;

/// <summary>A JSON body whose media are converted to base64 while they are sent.</summary>
/// <param name="parts">The body without the JSON after the last media.</param>
/// <param name="end">The JSON after the last media.</param>
/// <param name="rewrite">Creates the body again from other JSON and other media.</param>
internal sealed class MediaBody(IReadOnlyList<MediaBody.Part> parts, ReadOnlyMemory<byte> end, MediaBody.Rewriter rewrite) : RequestBody
{
    // A multiple of 3, so that only the last piece of the media is padded.
    private const int Piece = 48 * 1024;

    internal delegate RequestBody Rewriter(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> json, MediaRewriter media);

    internal override RequestBody Rewrite(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> json, MediaRewriter media) => rewrite(json, media);

    internal override HttpContent CreateContent(Action? whenSent = null)
    {
        Content content = new(parts, end, whenSent);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>JSON, then the text before the base64, then the bytes to convert.</summary>
    internal readonly record struct Part(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Prefix, ReadOnlyMemory<byte> Media)
    {
        public long Length => Json.Length + Prefix.Length + (4L * ((Media.Length + 2) / 3));
    }

    private sealed class Content(IReadOnlyList<Part> parts, ReadOnlyMemory<byte> end, Action? whenSent) : HttpContent
    {
#if NET
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteAsync(stream, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            WriteAsync(stream, cancellationToken);
#else
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteAsync(stream, CancellationToken.None);
#endif

        protected override bool TryComputeLength(out long length)
        {
            length = parts.Sum(p => p.Length) + end.Length;
            return true;
        }

        private async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Piece));
            try
            {
                foreach (Part part in parts)
                {
                    await WriteAsync(stream, part.Json, buffer, cancellationToken).ConfigureAwait(false);
                    await WriteAsync(stream, part.Prefix, buffer, cancellationToken).ConfigureAwait(false);
                    for (int at = 0; at < part.Media.Length; at += Piece)
                    {
                        ReadOnlyMemory<byte> piece = part.Media.Slice(at, Math.Min(Piece, part.Media.Length - at));
                        _ = Base64.EncodeToUtf8(piece.Span, buffer, out _, out int written);
                        await WriteAsync(stream, buffer, written, cancellationToken).ConfigureAwait(false);
                        whenSent?.Invoke();
                    }
                }

                await WriteAsync(stream, end, buffer, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        private static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> bytes, byte[] buffer, CancellationToken cancellationToken)
        {
            for (int at = 0; at < bytes.Length; at += Piece)
            {
                int length = Math.Min(Piece, bytes.Length - at);
                bytes.Slice(at, length).CopyTo(buffer);
                await WriteAsync(stream, buffer, length, cancellationToken).ConfigureAwait(false);
            }
        }

        private static Task WriteAsync(Stream stream, byte[] buffer, int length, CancellationToken cancellationToken) =>
#if NET
            stream.WriteAsync(buffer.AsMemory(0, length), cancellationToken).AsTask();
#else
            stream.WriteAsync(buffer, 0, length, cancellationToken);
#endif
    }
}
