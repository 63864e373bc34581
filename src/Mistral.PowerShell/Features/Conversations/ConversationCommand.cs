using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Media;
using Mistral.PowerShell.AI.Redaction;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Conversations;

/// <summary>The base of cmdlets that send a message in a conversation on the server, with commands as tools.</summary>
[SamplingHolder("completion_args")]
public abstract class ConversationCommand : ModelCommand
{
    private IReadOnlyList<ContentChunk>? _media;
    private ExchangeOptions _options = null!;
    private bool _isMediaGiven;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [Media]
    public MediaArgument[]? Image
    {
        get;
        set => field = value is { Length: > 0 } ? value : null;
    }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [SupportsWildcards]
    [Media]
    public MediaArgument[]? Document
    {
        get;
        set => field = value is { Length: > 0 } ? value : null;
    }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AgentVersionCompleter))]
    [Body("agent_version")]
    public string? AgentVersion { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("guardrails")]
    [ObjectToDictionary]
    public IDictionary[]? Guardrail { get; set; }

    [Parameter]
    [Body("store", IsNegated = true)]
    public SwitchParameter NoStore { get; set; }

    [Parameter]
    [ValidateSet("client", "server")]
    [Body("handoff_execution")]
    public string? HandoffExecution { get; set; }

    // Tools are sent only when a conversation starts. Later messages need them to run the calls.
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
    [ValidateSet("auto", "none", "any", "required")]
    [Body("completion_args.tool_choice")]
    public string? ToolChoice { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1.0)]
    [Body("completion_args.temperature")]
    public double? Temperature { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1.0)]
    [Body("completion_args.top_p")]
    public double? TopP { get; set; }

    [Parameter]
    [ValidateRange(-2.0, 2.0)]
    [Body("completion_args.presence_penalty")]
    public double? PresencePenalty { get; set; }

    [Parameter]
    [ValidateRange(-2.0, 2.0)]
    [Body("completion_args.frequency_penalty")]
    public double? FrequencyPenalty { get; set; }

    // The field of the request is an object with this text.
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Prediction { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReasoningEffortCompleter))]
    [Body("completion_args.reasoning_effort")]
    public string? ReasoningEffort { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ResponseFormatCompleter))]
    [Body("completion_args.response_format")]
    public object? ResponseFormat { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TypeNameCompleter))]
    public Type? As { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? Schema { get; set; }

    [Parameter]
    [ValidateRange(0, 10)]
    public int RetryInvalid { get; set; }

    /// <summary>The libraries for the library tool; empty without the tool.</summary>
    private protected virtual IReadOnlyCollection<string> LibrariesToSearch => [];

    /// <summary>The tools of the request; null without tools.</summary>
    private protected IReadOnlyList<ChatTool>? ToolsToSend => _options.Tools.ToRequest();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        AnswerSchema? schema = InvokeOrTerminate(() => AnswerSchema.Create(Schema, As, GetUnresolvedProviderPathFromPSPath));
        _options = new ExchangeOptions(InvokeOrTerminate(ReadTools), HasTools: Tool is not null, schema, RetryInvalid);
        InvokeOrTerminate(CheckOptions);
        _isMediaGiven = (Image ?? Document) is not null;
    }

    /// <summary>Whether images or documents come from properties of the piped object.</summary>
    private protected bool IsMediaPiped => !_isMediaGiven && (Image ?? Document) is not null;

    /// <summary>Starts to send a message.</summary>
    private protected void Start(ConversationRequest request, object target) =>
        RunEach(token => new ConversationExchange(this, _options, request, target, token).RunAsync(request), target);

    /// <summary>From asynchronous code: gets the redactor of a conversation; null if nothing is redacted.</summary>
    internal Redactor? CreateRedactor(ConversationRequest request)
    {
        string? id = request switch
        {
            ConversationAppendRequest append => append.ConversationId,
            ConversationRestartRequest restart => restart.ConversationId,
            _ => null,
        };
        Redactor? earlier = RequestGuard.Memory.Find(id);
        if (id is null || earlier is not null || Guard.Rules is not { } rules)
        {
            return Guard.CreateRedactor(earlier);
        }

        Post(() => WriteWarning($"The marks of conversation {id} aren't known in this session. Marks of its earlier messages can't be replaced by their values."));
        return new Redactor(rules, RedactionMemory.CreateUnknown());
    }

    /// <summary>Creates the entry for the user's message with its context; null without a message.</summary>
    /// <param name="text">The text.</param>
    /// <param name="piped">The piped media.</param>
    private protected ConversationEntry[]? CreateInputs(string? text, IReadOnlyList<ContentChunk>? piped = null)
    {
        if (text is null)
        {
            return (Image ?? Document) is null ? null
                : throw MistralApiException.InvalidArgument("-Image and -Document need -Message.");
        }

        IReadOnlyList<ContentChunk> media = IsMediaPiped ? ReadMedia() : _media ??= ReadMedia();
        return [ConversationEntry.User(_options.Schema?.Instruction is { } instruction ? $"{text}\n\n{instruction}" : text, [.. piped ?? [], .. media])];
    }

    private ContentChunk[] ReadMedia()
    {
        MediaReader reader = new(SessionState.Path);
        return [.. reader.Read(Image, MediaKind.Image), .. reader.Read(Document, MediaKind.Document)];
    }

    /// <summary>Sets the fields that all conversation requests have.</summary>
    private protected ConversationRequest WithShared(ConversationRequest request) => request with
    {
        Store = MyInvocation.BoundParameters.ContainsKey(nameof(NoStore)) ? !NoStore : null,
        HandoffExecution = HandoffExecution?.ToLowerInvariant(),
        CompletionArgs = CreateCompletionArgs(),
    };

    /// <summary>The agent's version: a number or an alias, which have different types in the API.</summary>
    private protected JsonElement? GetAgentVersion() => AgentVersion is null ? null
        : PSJsonWriter.ToElement(int.TryParse(AgentVersion, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : AgentVersion);

    /// <summary>The guardrails as JSON.</summary>
    private protected IReadOnlyList<JsonElement>? GetGuardrails() => Guardrail?.Select(PSJsonWriter.ToElement).ToArray();

    // The user approves the calls of a server's tool, also if the request has no other tools.
    private Toolset ReadTools()
    {
        IReadOnlyList<Tool> tools = new ToolReader(InvokeCommand, ToolReader.BuiltInTools).Read(Tool ?? [], LibrariesToSearch);
        return new Toolset(tools)
        {
            Runner = new ToolRunner(tools, new CmdletToolHost(this), ActiveConnection.HideKeys, MaximumToolResultSize, StopToken),
            MaxRounds = MaximumToolRound,
            IsTrial = IsWhatIf,
        };
    }

    private ConversationCompletionArgs? CreateCompletionArgs()
    {
        ConversationCompletionArgs args = new()
        {
            Temperature = Temperature,
            TopP = TopP,
            MaxTokens = MaximumTokenCount,
            Stop = StopSequence,
            RandomSeed = RandomSeed,
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            Prediction = Prediction is null ? null : new Prediction(Prediction),
            ResponseFormat = _options.Schema?.Format ?? (ResponseFormat is null ? null : ResponseFormatReader.Read(ResponseFormat)),
            ToolChoice = ToolChoice?.ToLowerInvariant(),
            ReasoningEffort = ReasoningEffort,
        };
        return args == new ConversationCompletionArgs() ? null : args;
    }

    // These mistakes would fail each message.
    private void CheckOptions()
    {
        CheckAnswer(_options.Schema, ResponseFormat, RetryInvalid);
        _ = CreateCompletionArgs();
    }
}
