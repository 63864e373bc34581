using System;
using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Errors;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>A cmdlet that gives what a model writes: whole, in pieces, as text, or as the objects that it was asked for.</summary>
public abstract class ModelCommand : ConnectedCmdlet
{
    private Throttle? _throttle;
    private int _isCutTold;
    private bool _isPaired;

    [Parameter]
    [Body("stream")]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    public SwitchParameter AsText { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Alias("MaxTokens")]
    [Body("max_tokens", IsSampling = true)]
    public int? MaximumTokenCount { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("Stop")]
    [Body("stop", IsSampling = true)]
    public string[]? StopSequence { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Alias("Seed")]
    [Body("random_seed", IsSampling = true)]
    public int? RandomSeed { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Body("metadata")]
    [ObjectToDictionary]
    public IDictionary? Metadata { get; set; }

    /// <summary>Whether the host shows an answer while it is written, in place of pieces in the pipeline.</summary>
    [Parameter]
    public SwitchParameter Show { get; set; }

    /// <summary>Whether each answer has its input in it.</summary>
    [Parameter]
    public SwitchParameter IncludeInput { get; set; }

    /// <summary>Whether each answer becomes one object with the properties of its input.</summary>
    [Parameter]
    public SwitchParameter Merge { get; set; }

    /// <summary>How many inputs are worked on at once, 1 to 256.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>Whether output comes as it is ready, in place of the order of the input.</summary>
    [Parameter]
    public SwitchParameter Unordered { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InvokeOrTerminate(CheckOutput);
        _isPaired = IncludeInput || Merge;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Throttle.Wait();
        base.EndProcessing();
    }

    /// <summary>Starts the work on one input, and returns as soon as there is room for the next.</summary>
    /// <param name="body">The work.</param>
    /// <param name="target">What an error is about.</param>
    private protected void RunEach(Func<CancellationToken, Task> body, object? target) => Throttle.Run(body, target);

    private protected override bool IsOrdered => !Unordered;

    private protected override void OnRetry(TransportEvent.Retrying retry) => Post(() => Throttle.Pause(retry.Delay));

    /// <summary>Refuses options that say different things of the form of an answer.</summary>
    /// <param name="answer">The objects that it is to be; null for none.</param>
    /// <param name="responseFormat">The form that was given.</param>
    /// <param name="retryInvalid">How often the model is asked again.</param>
    /// <exception cref="MistralApiException">They do.</exception>
    private protected void CheckAnswer(AnswerSchema? answer, object? responseFormat, int retryInvalid)
    {
        string? mistake =
            answer is not null && responseFormat is not null ? "-Schema and -As say the form of the answer; -ResponseFormat can't be given as well."
            : answer is not null && AsText ? "-AsText gives text, -Schema and -As give objects: give one of them."
            : answer is null && retryInvalid > 0 ? "-RetryInvalid goes with -Schema or -As."
            : null;
        if (mistake is not null)
        {
            throw MistralApiException.InvalidArgument(mistake);
        }
    }

    /// <summary>From asynchronous code: writes an answer or a piece of one, with its input where that was asked for.</summary>
    /// <param name="answer">A reply, a text, or what a schema gave.</param>
    /// <param name="input">The input that it answers.</param>
    /// <param name="usage">The tokens that it took, where the answer does not tell them itself.</param>
    internal ValueTask WriteAnswerAsync(object? answer, object input, TokenUsage? usage = null) =>
        _isPaired ? WritePairedAsync(answer, input, usage) : WriteAsync(answer);

    /// <summary>From asynchronous code: counts a request that was answered, and tells the model, the tokens and the duration with -Verbose.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="usage">The tokens that it took.</param>
    /// <param name="started">When it was sent: <see cref="Stopwatch.GetTimestamp"/>.</param>
    internal void CountRequest(string? model, TokenUsage? usage, long started)
    {
        ActiveConnection.UsageCounter.Add(usage);
        if (IsVerbose)
        {
            double seconds = (Stopwatch.GetTimestamp() - started) / (double)Stopwatch.Frequency;
            Post(() => WriteVerbose(string.Format(CultureInfo.InvariantCulture, "{0}: {1} in {2:0.0} s", model ?? "unknown model", usage?.ToString() ?? "no tokens told", seconds)));
        }
    }

    /// <summary>From asynchronous code: tells with -Debug what is sent, without keys.</summary>
    internal void TraceRequest(RequestBody body)
    {
        using MemoryStream stream = new();
        body.CopyTo(stream);
        Trace("Request", Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>From asynchronous code: tells with -Debug what came back, without keys.</summary>
    internal void TraceResponse<T>(T response, JsonTypeInfo<T> type) => Trace("Response", JsonSerializer.Serialize(response, type));

    // Keys go before the text is cut: a part of one would not be known as such.
    private void Trace(string what, string text)
    {
        const int MaxLength = 100_000;
        string hidden = ActiveConnection.HideKeys(text);
        string shown = hidden.Length > MaxLength ? hidden.Remove(MaxLength) + "..." : hidden;
        Post(() => WriteDebug($"{what}: {shown}"));
    }

    /// <summary>From asynchronous code: has the host show a piece of an answer, free of what steers a console.</summary>
    internal void ShowPiece(string text) => PostOrdered(() =>
    {
        try
        {
            // The two parts of a line end may come in two pieces.
            Host.UI?.Write(DisplayText.Clean(text.Replace("\r", string.Empty)));
        }
        catch (Exception e) when (e is HostException or NotImplementedException or PSInvalidOperationException)
        {
            // Nobody is watching. The answer is written all the same.
        }
    });

    /// <summary>Warns, once a pipeline, of an answer that was cut off, where the form of the output does not show it.</summary>
    /// <param name="choice">The answer.</param>
    /// <param name="isHidden">Whether the output is a form without a finish reason, whatever the switches say.</param>
    internal void WarnOfCut(ChatChoice choice, bool isHidden = false)
    {
        if (choice.IsCut && (isHidden || AsText || Stream) && Interlocked.Exchange(ref _isCutTold, 1) == 0)
        {
            Post(() => WriteWarning($"An answer was cut off at the limit of tokens (finish reason '{choice.FinishReason}'). Allow more with -MaximumTokenCount, or ask for less."));
        }
    }

    /// <summary>Writes the error that an answer ended with.</summary>
    /// <param name="choice">The answer.</param>
    /// <param name="target">The input that it is about.</param>
    /// <returns>Whether it ended with one.</returns>
    internal bool ReportFailedAnswer(ChatChoice choice, object target)
    {
        if (choice.GetFailure() is not { } failure)
        {
            return false;
        }

        PostOrdered(() => WriteError(ErrorRecords.From(failure, target)));
        return true;
    }

    private async ValueTask WritePairedAsync(object? answer, object input, TokenUsage? usage)
    {
        PSObject? shown = CreateUsage(usage);
        await WriteAsync(Merge
            ? await InvokeAsync(() => PairedAnswer.Merge(answer, input, shown)).ConfigureAwait(false)
            : PairedAnswer.Attach(answer, input, shown)).ConfigureAwait(false);
    }

    private void CheckOutput()
    {
        if (Show && Stream)
        {
            throw MistralApiException.InvalidArgument("-Show gives the whole answer at its end, and -Stream gives its pieces: give one of them.");
        }

        if (Merge && (Stream || IncludeInput))
        {
            throw MistralApiException.InvalidArgument(Stream
                ? "-Merge needs whole answers; -Stream gives pieces. -IncludeInput gives each piece its input."
                : "-Merge gives the input's properties and -IncludeInput the input itself: give one of them.");
        }
    }

    /// <summary>Makes the object for the tokens, with all that the server tells of them.</summary>
    internal static PSObject? CreateUsage(TokenUsage? usage) =>
        usage is null ? null : JsonObjects.AddFields(PSObject.AsPSObject(usage), usage.Other);

    /// <summary>The caller's data as the API takes them.</summary>
    private protected JsonElement? GetMetadata() => Metadata is null ? null : PSJsonWriter.ToElement(Metadata);

    private Throttle Throttle => _throttle ??= new(this, ThrottleLimit);
}
