using System;
using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Redaction;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>The base of cmdlets that return the answers of a model: complete, in pieces, as text, or as objects of a schema.</summary>
public abstract class ModelCommand : ConnectedCmdlet
{
    private Throttle? _throttle;
    private int _isCutTold;
    private AnswerPairing _pairing = null!;

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

    /// <summary>Shows an answer in the host while it arrives, instead of pieces in the pipeline.</summary>
    [Parameter]
    public SwitchParameter Show { get; set; }

    /// <summary>Adds the input to each answer.</summary>
    [Parameter]
    public SwitchParameter IncludeInput { get; set; }

    /// <summary>Returns one object for each answer, with the properties of its input and its own.</summary>
    [Parameter]
    public SwitchParameter Merge { get; set; }

    /// <summary>The maximum number of inputs that are processed at once, 1 to 256. Default: 1.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>Writes output as soon as it is ready, instead of in the order of the input.</summary>
    [Parameter]
    public SwitchParameter Unordered { get; set; }

    /// <summary>The values to replace by marks in what is sent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RedactionCompleter))]
    public object[]? Redact { get; set; }

    /// <summary>What -Redact and -CacheFor mean for requests.</summary>
    internal RequestGuard Guard { get; private set; } = null!;

    /// <summary>How long a response in the cache answers the same request; null for never.</summary>
    private protected virtual TimeSpan? CacheAge => null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Guard = InvokeOrTerminate(() => new RequestGuard(this, Redact, CacheAge));
        _pairing = InvokeOrTerminate(CreatePairing);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Throttle.Wait();
        base.EndProcessing();
    }

    /// <summary>Starts to process one input, and returns as soon as there is room for the next.</summary>
    /// <param name="body">The code that processes the input.</param>
    /// <param name="target">The target of error records.</param>
    private protected void RunEach(Func<CancellationToken, Task> body, object? target) => Throttle.Run(body, target);

    private protected override bool IsOrdered => !Unordered;

    private protected override void OnRetry(TransportEvent.Retrying retry) => Post(() => Throttle.Pause(retry.Delay));

    /// <summary>Rejects options that contradict each other about the format of an answer.</summary>
    /// <param name="answer">The schema of the answer; null without one.</param>
    /// <param name="responseFormat">The value of -ResponseFormat; null without one.</param>
    /// <param name="retryInvalid">The value of -RetryInvalid.</param>
    /// <exception cref="MistralApiException">The options contradict each other.</exception>
    private protected void CheckAnswer(AnswerSchema? answer, object? responseFormat, int retryInvalid)
    {
        string? mistake =
            answer is not null && responseFormat is not null ? "-ResponseFormat can't be combined with -Schema or -As, which set it."
            : answer is not null && AsText ? "-AsText can't be combined with -Schema or -As: they return objects, not text."
            : answer is null && retryInvalid > 0 ? "-RetryInvalid needs -Schema or -As."
            : null;
        if (mistake is not null)
        {
            throw MistralApiException.InvalidArgument(mistake);
        }
    }

    /// <summary>From asynchronous code: writes an answer or a piece of one, with its input if -IncludeInput or -Merge was given.</summary>
    /// <param name="answer">A reply, a text, or an object of a schema.</param>
    /// <param name="input">The input of the answer.</param>
    /// <param name="usage">The tokens that the answer used, if the answer itself doesn't contain them.</param>
    internal ValueTask WriteAnswerAsync(object? answer, object input, TokenUsage? usage = null) =>
        _pairing.WriteAsync(answer, input, _pairing.IsPaired ? CreateUsage(usage) : null);

    /// <summary>From asynchronous code: counts the tokens of a response, and writes the model, the tokens and the duration to the verbose stream.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="usage">The tokens that the request used.</param>
    /// <param name="started">The time when the request was sent: <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="requested">The model or agent in the request; null if only the server knows it.</param>
    /// <param name="estimate">Estimates the tokens if the server didn't send them, as some gateways don't, or after a stream that was cut off.</param>
    /// <param name="route">The way of the request; null if it was sent directly.</param>
    /// <returns>The cost; null if it is unknown.</returns>
    internal decimal? CountRequest(
        string? model, TokenUsage? usage, long started, string? requested = null, Func<TokenUsage>? estimate = null, ExchangeRoute? route = null)
    {
        if (route?.IsFromCache is true)
        {
            Post(() => WriteVerbose($"{model ?? "unknown model"}: from the cache, {usage?.ToString() ?? "unknown tokens"} at that time"));
            return 0;
        }

        decimal? cost = ActiveConnection.Meter.Count(model, usage ?? estimate?.Invoke(), requested);
        if (cost is null && ActiveConnection.Meter.Budget.Cost is not null && ActiveConnection.FirstTime($"price {model}"))
        {
            Post(() => WriteWarning($"No price is known for the model '{model ?? requested}', so a request was not counted in the cost budget. The next requests of this kind are refused. Give the price: Set-MistralConnection -Price."));
        }

        if (IsVerbose)
        {
            double seconds = (Stopwatch.GetTimestamp() - started) / (double)Stopwatch.Frequency;
            Post(() => WriteVerbose(string.Format(CultureInfo.InvariantCulture, "{0}: {1} in {2:0.0} s", model ?? "unknown model", usage?.ToString() ?? "unknown tokens", seconds)));
        }

        return cost;
    }

    /// <summary>From asynchronous code: writes a request to the debug stream, without keys.</summary>
    internal void TraceRequest(RequestBody body)
    {
        using MemoryStream stream = new();
        body.CopyTo(stream);
        Trace("Request", Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>From asynchronous code: writes a response to the debug stream, without keys.</summary>
    internal void TraceResponse<T>(T response, JsonTypeInfo<T> type) => Trace("Response", JsonSerializer.Serialize(response, type));

    // Keys are removed before the text is truncated, because a part of a key isn't recognized afterwards.
    private void Trace(string what, string text)
    {
        const int MaxLength = 100_000;
        string hidden = ActiveConnection.HideKeys(text);
        string shown = hidden.Length > MaxLength ? hidden.Remove(MaxLength) + "..." : hidden;
        Post(() => WriteDebug($"{what}: {shown}"));
    }

    /// <summary>From asynchronous code: shows a piece of an answer in the host, without control characters.</summary>
    internal void ShowPiece(string text) => HostText.Show(this, text);

    /// <summary>Warns once that an answer was cut off, if the output has no finish reason that shows it.</summary>
    /// <param name="choice">The answer.</param>
    /// <param name="isHidden">Whether the output has no finish reason, regardless of the switches.</param>
    internal void WarnOfCut(ChatChoice choice, bool isHidden = false)
    {
        if (choice.IsCut && (isHidden || AsText || Stream) && Interlocked.Exchange(ref _isCutTold, 1) == 0)
        {
            Post(() => WriteWarning($"An answer was cut off at the token limit (finish reason '{choice.FinishReason}'). Raise -MaximumTokenCount, or ask for a shorter answer."));
        }
    }

    /// <summary>Writes the error with which an answer ended.</summary>
    /// <param name="choice">The answer.</param>
    /// <param name="target">The input of the answer.</param>
    /// <returns>Whether the answer ended with an error.</returns>
    internal bool ReportFailedAnswer(ChatChoice choice, object target)
    {
        if (choice.GetFailure() is not { } failure)
        {
            return false;
        }

        PostOrdered(() => WriteError(ErrorRecords.From(failure, target)));
        return true;
    }

    private AnswerPairing CreatePairing() => Show && Stream
        ? throw MistralApiException.InvalidArgument("-Show can't be combined with -Stream: it returns the complete answer, not pieces.")
        : new AnswerPairing(this, IncludeInput, Merge, Stream);

    /// <summary>Creates the Usage object, with all fields of the response.</summary>
    internal static PSObject? CreateUsage(TokenUsage? usage) =>
        usage is null ? null : JsonObjects.AddFields(PSObject.AsPSObject(usage), usage.Other);

    /// <summary>The value of -Metadata as JSON.</summary>
    private protected JsonElement? GetMetadata() => Metadata is null ? null : PSJsonWriter.ToElement(Metadata);

    private Throttle Throttle => _throttle ??= new(this, ThrottleLimit);
}
