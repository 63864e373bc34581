using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.AI.Redaction;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Features.Chat;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Enter, "MistralChat", SupportsShouldProcess = true)]
public sealed class EnterMistralChatCommand : ConnectedCmdlet
{
    private ChatScreen _screen = null!;

    // Null if requests are sent directly.
    private ExchangeRoute? _route;
    private ChatSession _session = null!;

    // The cost of the answer so far; null as soon as the cost of a request is unknown.
    private decimal? _cost;
    private ChatOrders _orders = null!;
    private IReadOnlyList<Tool> _tools = [];
    private readonly List<object> _history = [];

    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Message { get; set; }

    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public string? System
    {
        get;
        set => field = string.IsNullOrEmpty(value) ? null : value;
    }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    public string? Model { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1.5)]
    public double? Temperature { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object[]? History { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ToolCompleter))]
    public object[]? Tool { get; set; }

    [Parameter]
    [ValidateRange(1, 100)]
    public int MaximumToolRound { get; set; } = 8;

    [Parameter]
    [ValidateRange(256, 1_048_576)]
    public int MaximumToolResultSize { get; set; } = 32_768;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReplyVariable { get; set; }

    [Parameter]
    public SwitchParameter NoMarkdown { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RedactionCompleter))]
    public object[]? Redact { get; set; }

    protected override void ProcessRecord() => _history.AddRange(History ?? []);

    protected override void EndProcessing()
    {
        _screen = new ChatScreen(Host, IsStyled && !NoMarkdown ? new MarkdownLines() : null, HasEditor ? new ChatEditor(Host, StopToken) : null);
        _session = new ChatSession { Model = Model ?? ActiveConnection.ChatModel, System = System };
        _session.Load(InvokeOrTerminate(() => HistoryReader.Read(_history)));
        _session.System = System ?? _session.System;
        RequestGuard guard = InvokeOrTerminate(() => new RequestGuard(this, Redact, cacheFor: null));
        _route = guard.CreateRoute(guard.CreateRedactor(RequestGuard.Memory.Find(_session.Messages)));
        _tools = InvokeOrTerminate(() => new ToolReader(InvokeCommand, ToolReader.ToolsOfCompletions).Read(Tool ?? [], []));
        if (_tools.FirstOrDefault(t => t is { Command: null, BuiltIn: null }) is { } raw)
        {
            ThrowTerminatingError(new ToolException($"'{raw.Name}' is a schema, and Enter-MistralChat can't answer calls of schemas.", raw.Name).ToRecord());
        }

        _orders = new ChatOrders(_screen, _session, _tools)
        {
            GetModels = () => [.. ActiveConnection.Models.Get().Select(m => m.Id)],
            GetPath = GetPath,
            Try = Try,
            Ask = Ask,
        };
        if (ReplyVariable is not null)
        {
            // A variable that can't be set must fail before the first question.
            SessionState.PSVariable.Set(ReplyVariable, null);
        }

        _screen.WriteLine($"{_session.Model} at {ActiveConnection.BaseUri.Host}. /help shows the commands, /exit ends.");
        for (string? text = Message ?? Read(); text is not null; text = Read())
        {
            if (text.Trim() is not { Length: > 0 } trimmed)
            {
                continue;
            }

            if (trimmed[0] != '/' || trimmed.StartsWith("//", StringComparison.Ordinal))
            {
                Ask(trimmed[0] == '/' ? trimmed.Substring(1) : text);
            }
            else if (!_orders.Run(trimmed))
            {
                return;
            }
        }
    }

    // The editor needs single keys and a console that understands where to set the cursor.
    private bool HasEditor => IsStyled && Host.Name == "ConsoleHost" && Environment.GetEnvironmentVariable("TERM") != "dumb";

    // Whether the console shows escape sequences, and the user has not switched them off.
    private bool IsStyled =>
        HostInteractivity.IsAttended
        && Host.UI.SupportsVirtualTerminal
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && PSObject.AsPSObject(GetVariableValue("PSStyle") ?? this).Properties["OutputRendering"]?.Value?.ToString() != "PlainText";

    private string? Read()
    {
        try
        {
            return _screen.Read();
        }
        catch (Exception e) when (e is HostException or PSInvalidOperationException or NotImplementedException)
        {
            const string Reason = "This host can't read lines from the user.";
            ThrowTerminatingError(new ErrorRecord(new PSInvalidOperationException(Reason), "MistralNotInteractive", ErrorCategory.InvalidOperation, Host.Name)
            {
                ErrorDetails = ErrorText.Create(Reason, "Start it in a console without -NonInteractive, or use Invoke-MistralChat."),
            });
            return null;
        }
    }

    private string GetPath(string path)
    {
        string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name == "FileSystem" ? full : throw new IOException($"'{path}' is in a drive of {provider.Name}, not in the file system.");
    }

    private void Try(Action action, string target, ErrorCategory ofFile)
    {
        try
        {
            _ = InvokeOrWriteError(action, target, ofFile);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or SessionStateException or ProviderInvocationException)
        {
            // The path isn't valid.
            WriteError(ErrorRecords.FromFile(e, target, ofFile));
        }
    }

    private void Ask(string question)
    {
        using CancellationTokenSource answer = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
        StopKey key = new(Host, answer);

        // "Yes to All" applies only to the calls of this answer.
        CmdletToolHost host = new(this);
        Toolset tools = new(_tools)
        {
            Runner = _tools.Count > 0 ? new ToolRunner(_tools, new PausingToolHost(host, key), ActiveConnection.HideKeys, MaximumToolResultSize, answer.Token) : null,
            MaxRounds = MaximumToolRound,
            IsTrial = IsWhatIf,
        };
        try
        {
            RunAsync(_ => AnswerAsync(question, tools, answer.Token), question);
        }
        finally
        {
            key.Dispose();
            _screen.Keep(key.Typed);
        }
    }

    // After an error, the chat is as it was before the question.
    private async Task AnswerAsync(string question, Toolset tools, CancellationToken cancellationToken)
    {
        _cost = 0;
        try
        {
            ChatCompletionRequest request = new()
            {
                Model = _session.Model,
                Messages = _session.Ask(question),
                Temperature = Temperature,
                Tools = tools.ToRequest(),
            };
            ToolLoop<ChatRequest, ChatCompletion> loop = new(tools, new ScreenExchange(this, cancellationToken), this, StopToken);
            ChatCompletion completion = await loop.RunAsync(request).ConfigureAwait(false);
            Post(() => Finish(completion, loop));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !StopToken.IsCancellationRequested)
        {
            Post(() => _screen.EndReply(" (stopped)"));
        }
        catch (Exception e) when (ErrorRecords.Find(e, question, ErrorCategory.ReadError) is { } record)
        {
            Post(() => WriteError(record));
        }
    }

    private async Task<ChatCompletion> StreamAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        ChatCompletionBuilder whole = new();
        try
        {
            IAsyncEnumerable<ChatCompletionChunk> chunks = (_route?.Endpoints.Chat ?? Client.Chat).StreamAsync(request, this, cancellationToken);
            await foreach (ChatCompletionChunk chunk in (_route?.Restore(chunks, cancellationToken) ?? chunks).ConfigureAwait(false))
            {
                whole.Add(chunk);
                foreach (ChatChunkChoice choice in chunk.Choices ?? [])
                {
                    string text = ChatOutput.CreateDelta(chunk, choice).Content;
                    if (text.Length > 0)
                    {
                        Post(() => _screen.WriteReply(text));
                    }
                }
            }
        }
        finally
        {
            // A cancelled reply is billed too.
            TokenUsage? usage = whole.Usage ?? (whole.Model is null ? null : EstimatedUsage.Of(request, whole.Build()));
            _cost += ActiveConnection.Meter.Count(whole.Model, usage, request.ModelOrAgent);
            _session.Count(whole.Usage);
        }

        ChatCompletion completion = whole.Build();
        if (_route?.Redactor is { } redactor)
        {
            StreamRestorer.RestoreCalls(completion, redactor);
            RequestGuard.Memory.Remember([.. request.Messages, .. completion.Choices.SelectMany(c => c.GetMessages())], redactor);
        }

        return completion;
    }

    private void Finish(ChatCompletion completion, ToolLoop<ChatRequest, ChatCompletion> loop)
    {
        _screen.EndReply();
        if (loop.State is ToolRoundState.LimitReached)
        {
            WriteWarning($"The model asks for more than {MaximumToolRound} rounds of calls. -MaximumToolRound allows more.");
        }

        if (completion.Choices.Count == 0)
        {
            return;
        }

        ChatChoice choice = completion.Choices[0];
        if (choice.GetFailure() is { } failure)
        {
            WriteError(ErrorRecords.From(failure, target: null));
        }

        if (choice.IsCut)
        {
            WriteWarning($"The answer was cut off at the limit of tokens (finish reason '{choice.FinishReason}').");
        }

        if (loop.State is not ToolRoundState.LimitReached)
        {
            _session.Add(loop.Asked!.Messages, choice);
        }

        if (ReplyVariable is not null)
        {
            SessionState.PSVariable.Set(ReplyVariable, ChatOutput.CreateReply(completion, choice, loop, _cost, isFromCache: false));
        }
    }

    /// <summary>Writes replies to the console while they are received.</summary>
    private sealed class ScreenExchange(EnterMistralChatCommand cmdlet, CancellationToken cancellationToken) : IToolExchange<ChatRequest, ChatCompletion>
    {
        /// <inheritdoc/>
        public Task<ChatCompletion> SendAsync(ChatRequest request) => cmdlet.StreamAsync(request, cancellationToken);

        /// <inheritdoc/>
        public IReadOnlyList<ToolCall> GetCalls(ChatCompletion reply) => ChatToolCalls.Get(reply);

        /// <inheritdoc/>
        public ChatRequest Continue(ChatRequest request, ChatCompletion reply, IReadOnlyList<ToolResult> results) => ChatToolCalls.Continue(request, reply, results);
    }
}
