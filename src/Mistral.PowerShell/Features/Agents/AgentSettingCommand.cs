using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client.Chat;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Agents;

/// <summary>The base of cmdlets that create or change an agent.</summary>
public abstract class AgentSettingCommand : OperationCommand
{
    private object[]? _tools;
    private JsonElement? _format;

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Alias("System", "Instructions")]
    [Body("instructions")]
    public string? Instruction { get; set; }

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ToolCompleter))]
    [Body("tools")]
    public object[]? Tool { get; set; }

    // Sent as a field of a tool.
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<LibraryResource>))]
    [Id(typeof(LibraryResource), IsMany = true)]
    public string[] LibraryId { get; set; } = [];

    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(IdCompleter<AgentResource>))]
    [Id(typeof(AgentResource), IsMany = true)]
    [Body("handoffs")]
    public string[]? Handoff { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1.0)]
    [Body("completion_args.temperature")]
    public double? Temperature { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1.0)]
    [Body("completion_args.top_p")]
    public double? TopP { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Alias("MaxTokens")]
    [Body("completion_args.max_tokens")]
    public int? MaximumTokenCount { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("Stop")]
    [Body("completion_args.stop")]
    public string[]? StopSequence { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Alias("Seed")]
    [Body("completion_args.random_seed")]
    public int? RandomSeed { get; set; }

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
    [ArgumentCompleter(typeof(ResponseFormatCompleter))]
    [Body("completion_args.response_format")]
    public object? ResponseFormat { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ToolChoiceCompleter))]
    [Body("completion_args.tool_choice")]
    public string? ToolChoice { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReasoningEffortCompleter))]
    [Body("completion_args.reasoning_effort")]
    public string? ReasoningEffort { get; set; }

    [Parameter]
    [AllowNull]
    [Body("guardrails")]
    [ObjectToDictionary]
    public IDictionary[]? Guardrail { get; set; }

    [Parameter]
    [AllowNull]
    [Body("metadata")]
    [ObjectToDictionary]
    public IDictionary? Metadata { get; set; }

    [Parameter]
    [ValidateLength(1, 500)]
    [Body("version_message")]
    public string? VersionMessage { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _format = ResponseFormat is null ? null : InvokeOrTerminate(() => JsonSerializer.SerializeToElement(ResponseFormatReader.Read(ResponseFormat), ChatJson.Context.ResponseFormat));
        _tools = Tool is null && LibraryId.Length == 0 ? null : InvokeOrTerminate(ReadTools);
    }

    private object[] ReadTools() =>
        [.. new ToolReader(InvokeCommand, ToolReader.BuiltInTools).Read(Tool ?? [], LibraryId).Select(t => (object)JsonSerializer.SerializeToElement(t.ToRequest(), ChatJson.Context.ChatTool))];

    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        if (_tools is not null)
        {
            body["tools"] = _tools;
        }

        if (Handoff is { Length: 0 })
        {
            // The API doesn't accept an empty list here.
            body["handoffs"] = null;
        }

        if (_format is not null)
        {
            OperationBody.Set(body, new BodyAttribute("completion_args.response_format"), _format);
        }

        if (Prediction is not null)
        {
            OperationBody.Set(body, new BodyAttribute("completion_args.prediction"), new Dictionary<string, object?> { ["type"] = "content", ["content"] = Prediction });
        }

        return body;
    }
}
