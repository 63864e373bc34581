using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Mistral.Emulator;

/// <summary>Logs a request and applies a matching fault, or calls the operation.</summary>
internal sealed class RequestPipeline(
    RequestLog log,
    FaultList faults,
    KeyStore keys,
    Authorizer authorizer,
    Dispatcher dispatcher,
    ReplyWriter writer,
    ControlApi control,
    CancellationToken stopping)
{
    public async Task HandleAsync(HttpContext context)
    {
        var target = RequestTarget.Parse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        if (ControlApi.Owns(target.Path))
        {
            await control.HandleAsync(context, target, leaving.Token);
            return;
        }

        var entry = log.Begin(context.Request.Method, target, authorizer.Masked(context.Request.Headers));
        var left = false;
        try
        {
            var body = await ReadAsync(context.Request, entry, leaving.Token);
            log.Change(() => entry.Body = body);
            var fault = faults.Take(entry.Method, entry.Path, body);
            if (fault is { CutBeforeHeaders: true })
            {
                Cut(context, entry);
                return;
            }

            if (fault is { ActThenCut: true })
            {
                // The operation runs before the wait, so that a client that cancels can't know whether it ran.
                dispatcher.Answer(context.Request, target, body);
            }

            if (fault?.DelayHeadersMilliseconds is { } delay)
            {
                await Task.Delay(fault.IsRandomDelay ? Random.Shared.Next(delay + 1) : delay, leaving.Token);
            }

            if (fault is { HoldHeaders: true })
            {
                await writer.HoldAsync(entry, leaving.Token);
            }

            if (fault is { ActThenCut: true })
            {
                Cut(context, entry);
                return;
            }

            var reply = fault?.Replacement()
                ?? (entry.Parts.Count > 0 ? LargeForm.Refusal : dispatcher.Answer(context.Request, target, body));
            if (reply.Status == StatusCodes.Status401Unauthorized && !Authorizer.IsAdmin(target.Path))
            {
                keys.CountUnauthorized();
            }

            await writer.WriteAsync(context, reply, fault, entry, leaving.Token);
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && leaving.IsCancellationRequested))
        {
            // The client disconnected, perhaps during its upload, or the emulator stops.
            left = e is IOException || context.RequestAborted.IsCancellationRequested;
            entry.CutByServer |= !left;
            context.Abort();
        }
        finally
        {
            log.Change(() =>
            {
                entry.Aborted = (left || context.RequestAborted.IsCancellationRequested) && !entry.SentWhole && !entry.CutByServer;
                entry.Held = false;
                entry.Done = true;
            });
        }
    }

    private static void Cut(HttpContext context, RequestLogEntry entry)
    {
        entry.CutByServer = true;
        context.Abort();
    }

    private async Task<byte[]> ReadAsync(HttpRequest request, RequestLogEntry entry, CancellationToken cancellationToken)
    {
        if (LargeForm.Is(request))
        {
            var parts = await LargeForm.ReadAsync(request, cancellationToken);
            log.Change(() => entry.Parts = parts);
            return [];
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
