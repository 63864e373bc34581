using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Features.Chat;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Features.Moderation;

/// <summary>The base of cmdlets that moderate or classify texts or conversations, many in one request.</summary>
/// <typeparam name="T">The scores of one input.</typeparam>
public abstract class ClassifierCommand<T> : ThrottledCommand
    where T : class
{
    private const int MaxInputs = 64;
    private const int MaxTokens = 8000;

    // A merged row has the properties of the input in place of these.
    private static readonly string[] s_notMerged = ["Text", "Input", "Index", "Id"];

    private InputPacks<ClassifierInput>? _packs;
    private InputText? _writer;
    private int _seen;

    private protected ClassifierCommand()
    {
    }

    /// <summary>The texts; with <see cref="AsConversation"/> a conversation.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [Alias("Text")]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The properties of the input that have the text; null if the input is text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>Whether the input is a conversation, of which the last message is judged.</summary>
    [Parameter]
    public SwitchParameter AsConversation { get; set; }

    /// <summary>Whether each result becomes one object with the properties of its input.</summary>
    [Parameter]
    public SwitchParameter Merge { get; set; }

    private protected abstract string ModelId { get; }

    private protected virtual ClassifierRequest CreateRequest() => new() { Model = ModelId };

    private protected abstract Task<ClassifierResponse<T>> SendAsync(ClassifierRequest request, CancellationToken cancellationToken);

    private protected abstract object CreateResult(ClassifierInput input, T scores, string? id, string model);

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InvokeOrTerminate(() => _ = AsConversation && Property is not null ? throw MistralApiException.InvalidArgument("-Property can't be used with -AsConversation.") : true);
        PackedRequests<ClassifierInput, ClassifierResponse<T>> requests = new(SendAsync, WriteAsync, Report);
        _packs = new(MaxInputs, MaxTokens, i => i.TokenCount, pack => RunEach(token => requests.RunAsync(pack, token), target: null, pack.Count));
    }

    protected override void ProcessRecord()
    {
        foreach (object? source in GetSources())
        {
            int index = _seen++;
            _ = InvokeOrWriteError(() => _packs!.Add(AsConversation ? ReadConversation(source, index) : ReadText(source, index)), source ?? string.Empty);
        }

        // What has come in the meantime need not wait until the next request is full.
        PumpWhile(static () => false);
    }

    protected override void EndProcessing()
    {
        _packs!.Flush();
        base.EndProcessing();
    }

    // Replies have a conversation each; messages are one together.
    private IEnumerable<object?> GetSources()
    {
        PSObject?[] given = InputObject ?? [null];
        return !AsConversation || given.Length == 1 || given.All(i => i?.Properties["History"] is not null) ? given.Select(Unwrap) : [given.Select(Unwrap).ToArray()];
    }

    private ClassifierInput ReadText(object? source, int index)
    {
        string text = source is null ? string.Empty
            : Property is null ? GetText(source)
            : (_writer ??= new(SessionState.InvokeCommand, ActiveConnection.HideKeys)).GetFields(PSObject.AsPSObject(source), Property);
        return string.IsNullOrWhiteSpace(text) ? throw new BlankTextException(text) : new ClassifierInput(source!, index, text);
    }

    private static string GetText(object source)
    {
        if (source is PSObject { BaseObject: PSCustomObject } or IDictionary)
        {
            throw MistralApiException.InvalidArgument("An object can't be used as text. Name the properties that have the text with -Property.");
        }

        try
        {
            return LanguagePrimitives.ConvertTo<string>(new RequireTextAttribute().Transform(null!, source)) ?? string.Empty;
        }
        catch (ArgumentTransformationMetadataException e)
        {
            throw MistralApiException.InvalidArgument(e.Message);
        }
    }

    private static ClassifierInput ReadConversation(object? source, int index)
    {
        IReadOnlyList<ChatMessage> messages = HistoryReader.Read(source);
        return messages.Count == 0
            ? throw MistralApiException.InvalidArgument("The conversation has no message.")
            : new ClassifierInput(source!, index, messages[messages.Count - 1].ToString(), messages);
    }

    // What a script made stays wrapped, with all properties that were added to it.
    private static object? Unwrap(PSObject? value) => value is null || value.BaseObject is PSCustomObject ? value : value.BaseObject;

    private Task<ClassifierResponse<T>> SendAsync(IReadOnlyList<ClassifierInput> inputs, CancellationToken cancellationToken) => SendAsync(
        AsConversation
            ? CreateRequest() with { Conversations = [.. inputs.Select(i => i.Conversation!)] }
            : CreateRequest() with { Texts = [.. inputs.Select(i => i.Text)] },
        cancellationToken);

    private async Task WriteAsync(IReadOnlyList<ClassifierInput> inputs, ClassifierResponse<T> response)
    {
        _ = ActiveConnection.Meter.Count(response.Model, response.Usage, ModelId);
        foreach ((ClassifierInput input, T scores) in inputs.Zip(response.Results, (i, r) => (i, r)))
        {
            object result = CreateResult(input, scores, response.Id, response.Model ?? ModelId);
            await WriteAsync(Merge ? await InvokeAsync(() => PairedAnswer.Join(input.Source, GetVerdict(result))).ConfigureAwait(false) : result).ConfigureAwait(false);
        }
    }

    private static IEnumerable<(string Name, object? Value)> GetVerdict(object result) =>
        PSObject.AsPSObject(result).Properties.Where(p => !s_notMerged.Contains(p.Name)).Select(p => (p.Name, (object?)p.Value));

    private void Report(MistralApiException failure, IReadOnlyList<ClassifierInput> inputs) =>
        PostOrdered(() => ReportPack(failure, [.. inputs.Select(i => i.Source)], "inputs were not judged"));
}
