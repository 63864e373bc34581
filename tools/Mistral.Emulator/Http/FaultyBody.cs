using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Mistral.Emulator;

/// <summary>Writes a body and holds or aborts it at the byte that a fault specifies.</summary>
internal sealed class FaultyBody(HttpContext context, Fault? fault, RequestLogEntry entry, ReplyWriter writer, CancellationToken leaving)
{
    private long _sent;
    private bool _stalled;

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, bool last)
    {
        if (Reaches(fault?.StallAfterBytes, bytes) is { } before && !_stalled)
        {
            _stalled = true;
            await SendAsync(bytes[..before]);
            await writer.HoldAsync(entry, leaving);
            bytes = bytes[before..];
        }

        if (Reaches(fault?.CutAfterBytes, bytes) is { } kept)
        {
            await SendAsync(bytes[..kept]);
            await ReplyWriter.CutAsync(context, entry, leaving);
            return;
        }

        leaving.ThrowIfCancellationRequested();
        var isTaken = await SendAsync(bytes);
        if (!isTaken && !last)
        {
            throw new IOException("The client has left.");
        }

        // From here on the client has the last byte, so closing the connection is not an abort.
        entry.SentWhole = last;
    }

    private int? Reaches(int? limit, ReadOnlyMemory<byte> bytes) =>
        limit is { } at && at <= _sent + bytes.Length ? (int)Math.Max(0, at - _sent) : null;

    // Checks for a disconnect, because writes to a closed connection succeed for a while.
    private async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        // A response without a body accepts no write, not even an empty one: the server would close the connection.
        if (!bytes.IsEmpty)
        {
            await context.Response.Body.WriteAsync(bytes, leaving);
        }

        // Also starts the response when there is no data yet.
        var flushed = await context.Response.BodyWriter.FlushAsync(leaving);
        _sent += bytes.Length;
        return !flushed.IsCompleted;
    }
}
