using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Json;
using Mistral.Client.Streaming;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Requests;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralRequest", SupportsShouldProcess = true, DefaultParameterSetName = BodySet)]
[OutputType(typeof(PSObject), typeof(string), typeof(byte[]))]
public sealed class InvokeMistralRequestCommand : ConnectedCmdlet
{
    private const string BodySet = "Body";
    private const string FormSet = "Form";
    private const string StreamSet = "Stream";
    private const string PaginateSet = "Paginate";

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RequestPathCompleter))]
    public string Path { get; set; } = string.Empty;

    [Parameter]
    [ValidateSet("GET", "POST", "PUT", "PATCH", "DELETE")]
    public string? Method { get; set; }

    [Parameter]
    [ValidateNotNull]
    public IDictionary? Query { get; set; }

    [Parameter(ParameterSetName = BodySet, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = StreamSet, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = PaginateSet)]
    [ValidateNotNull]
    public PSObject? Body { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = FormSet)]
    [ValidateNotNull]
    public IDictionary? Form { get; set; }

    [Parameter(ParameterSetName = BodySet)]
    [Parameter(ParameterSetName = FormSet)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = StreamSet)]
    public SwitchParameter Stream { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = PaginateSet)]
    public SwitchParameter Paginate { get; set; }

    private string EffectiveMethod => Method?.ToUpperInvariant() ?? (Body is null && Form is null ? "GET" : "POST");

    protected override void ProcessRecord()
    {
        // A key is easily passed as the address by mistake.
        string shown = ActiveConnection.HideKeys(Path);
        if (EffectiveMethod != "GET" && !ShouldProcess($"{ActiveConnection.BaseUri.Host}{shown}", EffectiveMethod))
        {
            return;
        }

        string? file = OutFile is null ? null : InvokeOrTerminate(() => GetFile(OutFile), ErrorCategory.WriteError);
        RunAsync(
            token =>
            {
                MistralRequest request = CreateMaskedRequest();
                return file is not null ? SaveAsync(request, file, token)
                    : Stream ? StreamAsync(request, token)
                    : Paginate ? PaginateAsync(request, token)
                    : SendAsync(request, token);
            },
            target: shown,
            ofFile: file is null ? ErrorCategory.ReadError : ErrorCategory.WriteError);
    }

    private string GetFile(string path)
    {
        string file = OutputFile.GetPath(SessionState.Path, path);
        OutputFile.CheckPlace(file, overwrite: true, force: false);
        return file;
    }

    private MistralRequest CreateMaskedRequest()
    {
        try
        {
            return CreateRequest();
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.InvalidArgument)
        {
            // The error message quotes the path, which may contain a key.
            throw MistralApiException.InvalidArgument(ActiveConnection.HideKeys(e.Message));
        }
    }

    private MistralRequest CreateRequest()
    {
        MistralRequest request = new(EffectiveMethod, Path)
        {
            Body = CreateBody(),
            Model = RequestUsage.FindModel(ActiveConnection.Meter.Budget, Body, Form),
            Accept = Stream ? "text/event-stream" : OutFile is null ? "application/json" : "*/*",
            Key = ActiveConnection.AdminKeys is not null && Path.StartsWith("/v1/admin/", StringComparison.Ordinal) ? KeyKind.Admin : KeyKind.Api,
        };
        foreach (DictionaryEntry entry in Query ?? new Hashtable())
        {
            IEnumerable values = entry.Value is IEnumerable many and not string ? many : new[] { entry.Value };
            foreach (object? value in values)
            {
                request.Query.Add(new(InvariantFormatter.Of(entry.Key), InvariantFormatter.Of(value)));
            }
        }

        return request;
    }

    private RequestBody? CreateBody()
    {
        if (Form is not null)
        {
            return CreateForm(Form);
        }

        byte[]? json = Body?.BaseObject switch
        {
            null => null,
            string text => CheckJson(text),
            _ => PSJsonWriter.Write(Body),
        };
        return json is null ? null : RequestBody.Json(Stream ? AskForStream(json) : json);
    }

    // The API also streams if the body says so. A response without a stream would be an error after a billed request.
    private static byte[] AskForStream(byte[] json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject body || body.ContainsKey("stream"))
            {
                return json;
            }

            body.Add("stream", true);
            return Encoding.UTF8.GetBytes(body.ToJsonString());
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw MistralApiException.InvalidArgument("\"stream\": true can't be added to the body, because an object in it has a field twice or it is nested too deeply. Add the field yourself.");
        }
    }

    private static byte[] CheckJson(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Encoding.UTF8.GetBytes(json);
        }
        catch (JsonException e)
        {
            throw MistralApiException.InvalidArgument($"The text of -Body must be JSON, and isn't valid{JsonPlace.Of(e)}.");
        }
    }

    private static FormBody CreateForm(IDictionary fields)
    {
        FormBody form = new();
        foreach (DictionaryEntry field in fields)
        {
            string name = InvariantFormatter.Of(field.Key);
            if (PSValue.Unwrap(field.Value) is FileInfo file)
            {
                if (!file.Exists)
                {
                    throw MistralApiException.InvalidArgument($"The file '{file.FullName}' was not found.");
                }

                form.AddFile(name, file.FullName);
            }
            else
            {
                form.AddField(name, InvariantFormatter.Of(field.Value));
            }
        }

        return form;
    }

    private async Task SendAsync(MistralRequest request, CancellationToken cancellationToken)
    {
        MistralResponse reply = await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false);
        if (reply.Body.IsEmpty)
        {
            return;
        }

        if (reply.Metadata.IsJson)
        {
            object? converted = JsonObjects.Convert(reply.ReadJson());
            RequestUsage.Count(ActiveConnection.Meter, request, converted);
            await WriteEachAsync(converted).ConfigureAwait(false);
        }
        else
        {
            byte[] bytes = reply.Body.ToArray();
            await WriteAsync(reply.Metadata.IsText ? Encoding.UTF8.GetString(bytes) : bytes).ConfigureAwait(false);
        }
    }

    private async Task WriteEachAsync(object? value)
    {
        foreach (object? item in value as object?[] ?? [value])
        {
            await WriteAsync(item).ConfigureAwait(false);
        }
    }

    private async Task PaginateAsync(MistralRequest request, CancellationToken cancellationToken)
    {
        bool hasUnreadItems;
        if (ListPaging.Find(Path) is { } style)
        {
            PageReader pages = new(Client, request, style, items: null) { WaitForConsumer = FlushAsync };
            await WriteItemsAsync(pages.ReadAsync(this, cancellationToken)).ConfigureAwait(false);
            hasUnreadItems = pages.HasUnreadItems;
        }
        else
        {
            PageFollower pages = new(Client, request) { WaitForConsumer = FlushAsync };
            await WriteItemsAsync(pages.ReadAsync(this, cancellationToken)).ConfigureAwait(false);
            hasUnreadItems = pages.HasUnreadItems;
        }

        if (hasUnreadItems)
        {
            Post(() => WriteWarning($"The list at {Path} is incomplete: the server has more items, but its response doesn't say how to get them. Request them with -Query."));
        }
    }

    private async Task WriteItemsAsync(IAsyncEnumerable<JsonElement> items)
    {
        await foreach (JsonElement item in items.ConfigureAwait(false))
        {
            await WriteAsync(JsonObjects.Convert(item)).ConfigureAwait(false);
        }
    }

    private async Task StreamAsync(MistralRequest request, CancellationToken cancellationToken)
    {
        using StreamingResponse reply = await Client.OpenAsync(request, this, cancellationToken).ConfigureAwait(false);
        await foreach (SseItem<(EventKind Kind, object? Value)> read in EventStream.Read(reply, (name, data) => ReadEvent(name, data, reply), cancellationToken).ConfigureAwait(false))
        {
            if (read.Data.Kind is EventKind.End)
            {
                break;
            }

            if (read.Data.Kind is not EventKind.KeepAlive)
            {
                RequestUsage.Count(ActiveConnection.Meter, request, read.Data.Value);
                await WriteAsync(read.Data.Value).ConfigureAwait(false);
            }
        }
    }

    private static (EventKind Kind, object? Value) ReadEvent(string name, ReadOnlySpan<byte> data, StreamingResponse reply)
    {
        EventKind kind = EventStream.GetKind(name, data, reply);
        if (kind is EventKind.End or EventKind.KeepAlive)
        {
            return (kind, null);
        }

        // Text that isn't JSON is returned unchanged.
        JsonElement? json = EventStream.TryParseJson(data, reply);
        string? type = name != SseParser.EventTypeDefault ? name : GetType(json);
        return EventStream.FindFailure(type, data, isBare: false, reply, ConversationStreamEvent.Errors) is { } failure ? throw failure
            : (kind, json is { } value ? JsonObjects.Convert(value) : Encoding.UTF8.GetString(data.ToArray()));
    }

    private static string? GetType(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } item && item.TryGetProperty("type", out JsonElement type) && type.ValueKind is JsonValueKind.String ? type.GetString() : null;

    private async Task SaveAsync(MistralRequest request, string file, CancellationToken cancellationToken)
    {
        // The output file is opened before the request is sent, so that a response can always be saved.
        using PartialFile target = new(file);
        using StreamingResponse response = await Client.OpenAsync(request, this, cancellationToken).ConfigureAwait(false);
        await target.CopyFromAsync(response.Body, follow: null, cancellationToken).ConfigureAwait(false);
        target.Commit();
    }
}
