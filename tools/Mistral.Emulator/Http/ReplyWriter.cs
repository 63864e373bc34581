using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Mistral.Emulator;

/// <summary>Sends a response and applies a fault.</summary>
internal sealed class ReplyWriter(HoldGate holds, RequestLog log, RateWindow rates)
{
    // Flushed bytes may not have been sent yet, and an abort would discard them.
    private static readonly TimeSpan _untilOnTheWire = TimeSpan.FromMilliseconds(60);

    public async Task HoldAsync(RequestLogEntry entry, CancellationToken leaving)
    {
        var released = holds.Released;
        log.Change(() => entry.Held = true);
        await released.WaitAsync(leaving);
        log.Change(() => entry.Held = false);
    }

    public async Task WriteAsync(HttpContext context, Reply reply, Fault? fault, RequestLogEntry entry, CancellationToken leaving)
    {
        var body = fault is { MalformedJson: true } ? Garbled(reply.Body) : reply.Body;
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.Headers["mistral-correlation-id"] = Guid.NewGuid().ToString();
        foreach (var header in rates.Next(entry.Body.Length + body.Length))
        {
            response.Headers[header.Key] = header.Value;
        }

        foreach (var header in reply.Headers)
        {
            response.Headers[header.Key] = header.Value;
        }

        if (reply.ContentType is not null)
        {
            response.ContentType = reply.ContentType;
        }

        foreach (var header in fault?.Headers ?? [])
        {
            response.Headers[header.Key] = header.Value;
        }

        log.Change(() => entry.StatusCode = reply.Status);
        var sink = new FaultyBody(context, fault, entry, this, leaving);
        if (reply.GeneratedLength is { } length)
        {
            response.ContentLength = length;
            var hash = await GeneratedBody.WriteAsync(length, sink);
            log.Change(() => entry.SentSha256 = hash);
        }
        else if (reply.Events is null)
        {
            if (reply.ContentType is not null)
            {
                response.ContentLength = body.Length;
            }

            await sink.WriteAsync(body, last: true);
        }
        else
        {
            response.Headers.CacheControl = "no-cache";
            await WriteEventsAsync(reply, fault, entry, sink, leaving);
        }

        if (!entry.CutByServer)
        {
            await response.CompleteAsync();
        }
    }

    public static async Task CutAsync(HttpContext context, RequestLogEntry entry, CancellationToken leaving)
    {
        entry.CutByServer = true;
        await context.Response.Body.FlushAsync(leaving);
        await Task.Delay(_untilOnTheWire, leaving);
        context.Abort();
    }

    private async Task WriteEventsAsync(Reply reply, Fault? fault, RequestLogEntry entry, FaultyBody sink, CancellationToken leaving)
    {
        var events = reply.Events!;
        for (var i = 0; i < events.Count && !entry.CutByServer; i++)
        {
            var counts = !events[i].StartsWith(':');
            if (counts && fault?.EventText is { } text && entry.EventsSent == 1)
            {
                await sink.WriteAsync(Encoding.UTF8.GetBytes(text), last: false);
            }

            if (counts && fault?.DelayEventsMilliseconds is { } delay)
            {
                await Task.Delay(delay, leaving);
            }

            if (counts && fault?.HoldBeforeEvent == entry.EventsSent + 1)
            {
                await HoldAsync(entry, leaving);
            }

            await sink.WriteAsync(Encoding.UTF8.GetBytes(events[i]), last: i == events.Count - 1);
            if (counts && !entry.CutByServer)
            {
                log.Change(() => entry.EventsSent++);
            }
        }
    }

    private static byte[] Garbled(byte[] body) => [.. body.AsSpan(0, body.Length / 2), .. "\u0001,,"u8];
}
