using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Mistral.Emulator;

/// <summary>
/// The control API over HTTP, for tests in another process. It needs no key, because the port is on loopback.
/// <list type="bullet">
/// <item>GET /_emulator: {"strict":bool,"unauthorized":n,"workspaces":[…],"users":[…]}; unauthorized counts 401 responses on paths that accept regular keys</item>
/// <item>POST /_emulator/faults: a <see cref="Fault"/> or an array of them in camelCase; DELETE removes all</item>
/// <item>POST /_emulator/release: continues all held responses</item>
/// <item>POST /_emulator/replies: an array of chat messages, each with an optional finish_reason; DELETE removes all</item>
/// <item>GET /_emulator/requests?method=&amp;path=&amp;status=&amp;events=&amp;aborted=&amp;held=&amp;done=&amp;count=&amp;wait=: the log; DELETE clears it</item>
/// <item>POST /_emulator/lists: {"path":"/v1/files","count":3}</item>
/// <item>GET /_emulator/keys: the active regular keys, identified by their SHA-256; with ?all=1 also revoked and expired ones</item>
/// <item>POST /_emulator/keys: {"add":"…","admin":bool,"name":"…","expiration":"2027-01-31"} or {"revoke":"…"}, {"next":"…"} for the key that is created next</item>
/// <item>POST /_emulator/keys: {"propagation":n,"maximumDays":n} for keys that are created later, {"adminHeader":"bearer"|"x-api-key"|"both"}</item>
/// <item>POST /_emulator/reset</item>
/// </list>
/// </summary>
internal sealed class ControlApi(MistralEmulator emulator, ListStore lists)
{
    private const string Root = "/_emulator";

    public static bool Owns(string path) => path == Root || path.StartsWith(Root + "/", StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext context, RequestTarget target, CancellationToken leaving)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(leaving);
        Reply reply;
        try
        {
            reply = (context.Request.Method, target.Path[Root.Length..].TrimEnd('/')) switch
            {
                ("GET", "") => Reply.Json(Summary()),
                ("POST", "/faults") => AddFaults(text),
                ("DELETE", "/faults") => Do(emulator.Faults.Clear),
                ("POST", "/release") => Do(emulator.Faults.Release),
                ("POST", "/replies") => Do(() => emulator.Replies.Enqueue(text)),
                ("DELETE", "/replies") => Do(emulator.Replies.Clear),
                ("GET", "/requests") => await RequestsAsync(target, leaving),
                ("DELETE", "/requests") => Do(emulator.Requests.Clear),
                ("POST", "/lists") => SetList(JsonSerializer.Deserialize<ListCommand>(text, EmulatorJson.Control)!),
                ("GET", "/keys") => KeyStates(QueryHelpers.ParseQuery(target.Query).ContainsKey("all")),
                ("POST", "/keys") => ChangeKeys(JsonSerializer.Deserialize<KeyCommand>(text, EmulatorJson.Control)!),
                ("POST", "/reset") => Do(emulator.Reset),
                _ => Reply.Json(new { error = "no such control" }, 404),
            };
        }
        catch (JsonException e)
        {
            reply = Reply.Json(new { error = e.Message }, 400);
        }

        context.Response.StatusCode = reply.Status;
        if (reply.ContentType is not null)
        {
            context.Response.ContentType = reply.ContentType;
            await context.Response.Body.WriteAsync(reply.Body, leaving);
        }
    }

    private static Reply Do(Action action)
    {
        action();
        return Reply.Empty(204);
    }

    private object Summary() => new
    {
        strict = emulator.Strict,
        unauthorized = emulator.Keys.Unauthorized,
        workspaces = Tenant.NamedWorkspaces.Select(workspace => new { id = workspace.Id, name = workspace.Name }),
        users = Tenant.Users.Select(user => new { id = user.Id, email = user.Email }),
    };

    private Reply AddFaults(string text)
    {
        var faults = text.TrimStart().StartsWith('[')
            ? JsonSerializer.Deserialize<Fault[]>(text, EmulatorJson.Control)!
            : [JsonSerializer.Deserialize<Fault>(text, EmulatorJson.Control)!];
        foreach (var fault in faults)
        {
            emulator.Faults.Add(fault);
        }

        return Reply.Empty(204);
    }

    private Reply SetList(ListCommand command) => lists.SetCount(command.Path, command.Count)
        ? Reply.Empty(204)
        : Reply.Json(new { error = "no such list", paths = ListStore.Paths }, 404);

    private Reply KeyStates(bool all) => Reply.Json(emulator.Keys.States()
        .Where(state => all || state.Live)
        .Select(state => new
        {
            id = state.Record.Id,
            name = state.Record.Name,
            workspaceId = state.Record.Workspace.Id,
            userId = state.Record.User.Id,
            expirationDate = state.Record.ExpirationDate,
            live = state.Live,
            uses = state.Record.Uses,
            rejected = state.Record.Rejected,
            sha256 = state.Record.Sha256,
        }));

    private Reply ChangeKeys(KeyCommand command)
    {
        var keys = emulator.Keys;
        keys.Propagation = command.Propagation ?? keys.Propagation;
        keys.MaximumDays = command.MaximumDays ?? keys.MaximumDays;
        keys.AdminHeader = command.AdminHeader ?? keys.AdminHeader;
        if (command.Add is not null)
        {
            keys.Add(command.Add, command.Admin, command.Name, command.Expiration);
        }

        if (command.Revoke is not null)
        {
            keys.Revoke(command.Revoke);
        }

        if (command.Next is not null)
        {
            keys.SetNext(command.Next);
        }

        return Reply.Empty(204);
    }

    private async Task<Reply> RequestsAsync(RequestTarget target, CancellationToken leaving)
    {
        var filter = new RequestFilter(QueryHelpers.ParseQuery(target.Query));
        var found = await emulator.Requests.WaitAsync(filter.Matches, filter.Count, filter.Wait, leaving);
        return Reply.Json(found.Select(entry => new
        {
            method = entry.Method,
            path = entry.Path,
            query = entry.Query,
            headers = entry.Headers,
            body = entry.BodyText,
            bodyBase64 = Convert.ToBase64String(entry.Body),
            parts = entry.Parts,
            sentSha256 = entry.SentSha256,
            startedAt = entry.StartedAt,
            statusCode = entry.StatusCode,
            aborted = entry.Aborted,
            eventsSent = entry.EventsSent,
            held = entry.Held,
            done = entry.Done,
        }));
    }
}
