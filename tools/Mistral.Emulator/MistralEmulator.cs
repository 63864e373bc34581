using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Mistral.Emulator;

/// <summary>
/// The Mistral AI API on a loopback port, for tests: real HTTP, real event streams, no network and no account.
/// </summary>
/// <remarks>
/// <para>
/// A request passes four stages. 1. It is written to <see cref="Requests"/>. 2. A matching <see cref="Fault"/> may delay,
/// hold, replace, damage or truncate the response. 3. The key, the query and the body are checked, query and body against the
/// OpenAPI document if it is found (<see cref="Strict"/>), or else against a short built-in one. 4. The operation runs.
/// Unlike the live API, unknown query parameters are refused, because a test must detect a misspelled name.
/// </para>
/// <para>
/// Responses are deterministic. Chat answers from a little built-in knowledge and from the given text, unless
/// <see cref="Replies"/> contains a scripted reply. Embeddings are hashed words and word parts, so that texts with common words
/// are near each other. The lists are seeded with generated items for paging. A batch runs row by row against the other operations,
/// whose faults apply to its rows.
/// </para>
/// <para>
/// Every regular key belongs to a user and a workspace. The admin endpoints create and revoke regular keys. A new key is
/// valid at once, or after a number of requests (<see cref="KeyStore.Propagation"/>).
/// </para>
/// <para>
/// Tests in another process use the same controls under <c>/_emulator</c>; see ControlApi.
/// </para>
/// </remarks>
public sealed class MistralEmulator : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping;
    private readonly ModelCatalogue _models;
    private readonly ListStore _lists;
    private readonly FileStore _files;
    private readonly VoiceSamples _voices;
    private readonly SignedStore _storage;
    private readonly ConversationStore _conversations;
    private readonly WorkflowStore _workflows;
    private readonly IndexStore _indexes;
    private readonly Billing _billing;
    private readonly RateWindow _rates;
    private readonly CompletionWriter _completions;
    private readonly RequestValidator _validator;
    private readonly BatchRunner _batches;
    private readonly Router _router;

    private MistralEmulator(EmulatorOptions options)
    {
        Keys = new KeyStore(options, TimeProvider.System);
        Faults = new FaultList();
        Requests = new RequestLog();
        Replies = new ReplyScript();
        _stopping = new CancellationTokenSource();
        _models = new ModelCatalogue();
        _lists = new ListStore();
        _files = new FileStore(_lists);
        _voices = new VoiceSamples();
        _storage = new SignedStore();
        _conversations = new ConversationStore();
        _workflows = new WorkflowStore(_lists);
        _indexes = new IndexStore();
        _billing = new Billing();
        _rates = new RateWindow(TimeProvider.System);
        _completions = new CompletionWriter();
        _validator = new RequestValidator();
        _batches = new BatchRunner(_lists, _files, Faults, _validator, () => _router!, _stopping.Token);
        _router = new Router(Routes());
        var authorizer = new Authorizer(Keys);
        var dispatcher = new Dispatcher(authorizer, _validator, _router, _storage);
        var writer = new ReplyWriter(Faults.Holds, Requests, _rates);
        var control = new ControlApi(this, _lists);
        var pipeline = new RequestPipeline(Requests, Faults, Keys, authorizer, dispatcher, writer, control, _stopping.Token);

        // The empty builder reads no settings of this machine and logs nothing.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            // Tests stall on purpose in both directions.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.Run(pipeline.HandleAsync);
    }

    /// <summary>The address of the emulator without a path: http://127.0.0.1:port/.</summary>
    public Uri BaseUri { get; private set; } = new("http://127.0.0.1/");

    public string ApiKey => Keys.ApiKey;

    public string AdminApiKey => Keys.AdminApiKey;

    /// <summary>The keys. Keys can be added, and any key can be revoked.</summary>
    public KeyStore Keys { get; }

    public FaultList Faults { get; }

    public RequestLog Requests { get; }

    public ReplyScript Replies { get; }

    /// <summary>Whether requests are validated against the OpenAPI document.</summary>
    public bool Strict => _validator.Strict;

    public static async Task<MistralEmulator> StartAsync(EmulatorOptions? options = null)
    {
        var emulator = new MistralEmulator(options ?? new EmulatorOptions());
        await emulator._app.StartAsync();
        var addresses = emulator._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        emulator.BaseUri = new Uri(addresses!.Addresses.First());
        return emulator;
    }

    /// <summary>Removes faults, scripted replies and the log, continues held responses, and restores keys, models and lists.</summary>
    public void Reset()
    {
        Faults.Clear();
        Faults.Release();
        Replies.Clear();
        Requests.Clear();
        Keys.Reset();
        _models.Reset();
        _lists.Reset();
        _files.Reset();
        _voices.Reset();
        _storage.Reset();
        _conversations.Reset();
        _indexes.Reset();
        _billing.Reset();
        _batches.Reset();
        _rates.Reset();
        _completions.Reset();
    }

    /// <summary>Sets the number of items of a list such as <c>/v1/files</c>.</summary>
    public void SetListCount(string path, int count)
    {
        if (!_lists.SetCount(path, count))
        {
            throw new ArgumentException("There is no such list: " + path, nameof(path));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await _app.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // A client that never reads must not delay the tests.
        }

        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private IEnumerable<Route> Routes() =>
    [
        .. new ModelRoutes(_models).All,
        .. new ChatRoutes(_models, Replies, _completions).All,
        .. new ConversationRoutes(_lists, _conversations, new ConversationModel(_models, Replies)).All,
        .. new EmbeddingRoutes(_models).All,
        .. new ClassifierRoutes(_models).All,
        .. new BatchRoutes(_lists, _files, _batches).All,
        .. new ListRoutes(_lists).All,
        .. new FileRoutes(_files).All,
        .. new OcrRoutes(_models, _files).All,
        .. new AudioRoutes(_models, _files, _lists, _voices).All,
        .. new AgentRoutes(_lists).All,
        .. new AdminKeyRoutes(Keys, _lists).All,
        .. new MemberRoutes(_lists).All,
        .. new BillingRoutes(_billing).All,
        .. new LibraryRoutes(_lists).All,
        .. new WorkflowRoutes(_lists, _workflows).All,
        .. new WorkflowScheduleRoutes(_lists, _workflows).All,
        .. new IndexRoutes(_lists, _indexes).All,
        .. new DatasetRoutes(_lists, _files, _storage, () => BaseUri).All,
        .. new JudgeRoutes(_lists).All,
        .. new TelemetryRoutes(_lists).All,
        .. RegistryRoutes.All(_lists),
        .. new ConnectorRoutes(_lists).All,
        .. new ServiceAccountRoutes(_lists).All,
        .. ScimRoutes.All,
        .. AnalyticRoutes.All,
        .. UserRoutes.All,
    ];
}
