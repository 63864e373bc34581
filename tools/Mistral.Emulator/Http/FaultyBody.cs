using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Mistral.Emulator;

/// <summary>Writes a body and stalls or cuts it at the byte a fault names.</summary>
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

        // A client that closes from here on has the last byte; that is no abort.
        entry.SentWhole = last;
    }

    private int? Reaches(int? limit, ReadOnlyMemory<byte> bytes) =>
        limit is { } at && at <= _sent + bytes.Length ? (int)Math.Max(0, at - _sent) : null;

    // Whether anybody takes what is sent: what a client leaves behind goes nowhere, and nothing else tells so for a while.
    private async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        // A reply that may have no body takes no write, not even an empty one: its connection would be closed after it.
        if (!bytes.IsEmpty)
        {
            await context.Response.Body.WriteAsync(bytes, leaving);
        }

        // Also starts the reply where there is nothing to send yet.
        var flushed = await context.Response.BodyWriter.FlushAsync(leaving);
        _sent += bytes.Length;
        return !flushed.IsCompleted;
    }
}
