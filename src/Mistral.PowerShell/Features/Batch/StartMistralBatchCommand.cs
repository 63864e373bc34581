using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Batch;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Batch;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Start, "MistralBatch", SupportsShouldProcess = true, DefaultParameterSetName = InputSet)]
[OutputType("Mistral.Batch")]
[Operation("POST", "/v1/batch/jobs", Supplies = ["endpoint"])]
[Operation("POST", "/v1/files", IsSecondary = true, Supplies = ["file"])]
[Operation("DELETE", "/v1/files/{file_id}", IsSecondary = true, Supplies = ["file_id"])]
[Operation("GET", "/v1/batch/jobs", IsSecondary = true, Paging = PageStyle.Page)]
[Operation("POST", "/v1/batch/jobs/{job_id}/cancel", IsSecondary = true, Supplies = ["job_id"])]
public sealed class StartMistralBatchCommand : BatchRequestCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    // The body of the request is in memory.
    private const long MaxInlineLength = 16 << 20;

    private const int MaxMetadataKey = 32;
    private const int MaxMetadataValue = 512;

    private BatchEndpoint _endpoint = BatchEndpoint.Chat;
    private BatchRowReader? _reader;
    private BatchRowWriter? _writer;
    private TemporaryFolder? _folder;
    private string? _requestModel;
    private string? _commonModel;
    private bool _hasManyModels;
    private int _rows;
    private BatchRedaction _redaction = null!;

    /// <summary>The question about each input; without input, the only request.</summary>
    [Parameter(Position = 0, ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    [Alias("Prompt")]
    [RequireText(nameof(Message), "Prompt")]
    public string? Message { get; set; }

    [Parameter(ValueFromPipeline = true, ParameterSetName = InputSet)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>The property of the input that is the custom id of its request.</summary>
    [Parameter(ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    public string? IdProperty { get; set; }

    /// <summary>The operation that the requests are for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BatchEndpointCompleter))]
    [Alias("Operation")]
    [Body("endpoint")]
    public string Endpoint { get; set; } = "Chat";

    [Parameter]
    [ValidateNotNull]
    [ObjectToDictionary]
    [Body("metadata")]
    public IDictionary? Metadata { get; set; }

    [Parameter]
    [ValidateRange(1, 168)]
    [Body("timeout_hours")]
    public int? TimeoutHour { get; set; }

    /// <summary>How many requests a job has at most. More become several jobs.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int MaximumRequestCount { get; set; } = 100_000;

    /// <summary>Whether the requests go with the job in place of an uploaded file.</summary>
    [Parameter]
    public SwitchParameter Inline { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _redaction = InvokeOrTerminate(() => new BatchRedaction(new RequestGuard(this, Redact, cacheFor: null)));
        InvokeOrTerminate(() => _endpoint = BatchEndpoint.Find(Endpoint));
        InvokeOrTerminate(CheckMetadata);
        StartFolder();
    }

    protected override void ProcessRecord()
    {
        if (ParameterSetName != InputSet)
        {
            InputFiles.ReadEach(this, Path, LiteralPath, ReadFile);
            return;
        }

        if (InputObject is null && MyInvocation.ExpectingInput)
        {
            _rows++;
            WriteError(BatchException.InvalidRow(_rows, "is $null.", target: null).ToRecord());
            return;
        }

        if (InputObject is null && Message is null)
        {
            ThrowTerminatingError(ErrorRecords.From(MistralApiException.InvalidArgument("There is no input. Pipe prompts or requests, or give -Message or -Path."), target: null));
        }

        foreach (PSObject? input in InputObject?.BaseObject is object[] several ? several.Select(PSObject.AsPSObject) : [InputObject])
        {
            Add(input);
        }
    }

    protected override void EndProcessing()
    {
        InvokeOrTerminate(_writer!.Complete, ErrorCategory.WriteError);
        if (_writer.Parts.Count > 0)
        {
            StartParts();
        }
        else if (_rows > 0)
        {
            WriteWarning("No batch was started, because no row could be used.");
        }

        base.EndProcessing();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _writer?.Dispose();
            _folder?.Dispose();
        }

        base.Dispose(disposing);
    }

    private BatchRowReader Reader => _reader ??= CreateReader();

    private void StartFolder()
    {
        _folder = InvokeOrTerminate(() => new TemporaryFolder(), ErrorCategory.WriteError);
        int limit = Inline ? Math.Min(MaximumRequestCount, BatchOperations.MaxInlineRequests) : MaximumRequestCount;
        _writer = new BatchRowWriter(_folder, limit, Inline ? MaxInlineLength : FileOperations.MaxLength);
    }

    // After the first input, because a request of an earlier batch says what operation it is for.
    private BatchRowReader CreateReader()
    {
        if (BatchRequest.Find(InputObject) is { } again)
        {
            // The request keeps its fields, so these parameters would have no effect.
            string[] others = [nameof(Model), nameof(Message), nameof(Property)];
            if ((FindChatParameter() ?? others.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey)) is { } name)
            {
                InvokeOrTerminate(() => throw MistralApiException.InvalidArgument($"-{name} can't be used with requests of an earlier batch, which keep their fields. Change fields with -RequestField, such as -RequestField @{{ model = 'mistral-small-latest' }}."));
            }

            _redaction.Continue(again.BatchId);
            _requestModel = again.Model;
            _endpoint = MyInvocation.BoundParameters.ContainsKey(nameof(Endpoint)) ? _endpoint : BatchEndpoint.Find(again.Endpoint);
        }

        AnswerSchema? answer = InvokeOrTerminate(() => AnswerSchema.Create(Schema, As, GetUnresolvedProviderPathFromPSPath));
        InvokeOrTerminate(() => CheckOptions(answer));
        return new BatchRowReader(_endpoint, new InputText(SessionState.InvokeCommand, ActiveConnection.HideKeys), new BatchDocumentReader(SessionState.Path))
        {
            Message = Message,
            Property = Property,
            IdProperty = IdProperty,
            Model = AgentId is null ? Model ?? _requestModel ?? _endpoint.Model ?? (_endpoint == BatchEndpoint.Chat ? ActiveConnection.ChatModel : null) : null,
            Annotation = answer?.Format,
            MoreFields = RequestField,
            HasOwnMedia = () => IsMediaPiped,
            CreateChat = (question, media) => CreateChat(question, media, answer),
        };
    }

    private void CheckOptions(AnswerSchema? answer)
    {
        string? mistake =
            answer is not null && ResponseFormat is not null ? "-Schema and -As say the form of the answer; -ResponseFormat can't be given as well."
            : answer is not null && _endpoint != BatchEndpoint.Chat && _endpoint != BatchEndpoint.Ocr ? $"-Schema and -As can't be used with -Endpoint {_endpoint.Name}."
            : answer is { Schema: null } && _endpoint == BatchEndpoint.Ocr ? "-As needs a type that has properties here, because the API annotates documents by a schema only."
            : AgentId is not null && Model is not null ? "-Model can't be given with -AgentId: the agent has its own model."
            : _endpoint != BatchEndpoint.Chat && FindChatParameter() is { } name ? $"-{name} can be used only with -Endpoint Chat. -RequestField adds any field of the API to each request."
            : _endpoint == BatchEndpoint.Classification && Model is null && _requestModel is null ? "-Endpoint Classification needs -Model."
            : null;
        if (mistake is not null)
        {
            throw MistralApiException.InvalidArgument(mistake);
        }
    }

    private void Add(PSObject? input)
    {
        int row = ++_rows;
        if (row == 1 && input is not null && Reader.IsUnclear(input))
        {
            // Each row of a table would be the same error.
            ThrowTerminatingError(BatchException.NoQuestion(row, input).ToRecord());
        }

        _ = InvokeOrWriteError(() => Write(row, Reader.Read(row, input), input), input ?? (object)Message!);
    }

    private void Write(int row, BatchRow read, object? target)
    {
        _writer!.Add(row, read.CustomId, _redaction.Redact(row, read.CustomId, read.Body, target), target);
        _hasManyModels |= _writer.Count > 1 && read.Model != _commonModel;
        _commonModel = read.Model;
    }

    private void ReadFile(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        JsonLines lines = new(file);
        while (lines.Read())
        {
            StopToken.ThrowIfCancellationRequested();
            int row = ++_rows;
            _ = InvokeOrWriteError(() => Write(row, Reader.ReadLine(row, lines.Line.Span, path), path), path);
        }
    }

    private void StartParts()
    {
        IReadOnlyList<BatchPart> parts = _writer!.Parts;
        string several = parts.Count > 1 ? $" as {parts.Count} batches" : string.Empty;
        if (ShouldProcess($"{Count.Of(_writer.Count, "request")} to {_endpoint.Path}", $"Start the batch{several}"))
        {
            TransferProgress progress = new(StartProgress("Starting batches"));
            RunAsync(token => StartAsync(parts, progress, token), target: null);
        }
    }

    private async Task StartAsync(IReadOnlyList<BatchPart> parts, TransferProgress progress, CancellationToken cancellationToken)
    {
        BatchStarter starter = new(Client, this, text => Post(() => WriteWarning(text)));
        for (int i = 0; i < parts.Count; i++)
        {
            BatchPart part = parts[i];
            BatchJob job;
            try
            {
                job = Inline
                    ? await starter.StartInlineAsync(CreateJob(), part, cancellationToken).ConfigureAwait(false)
                    : await starter.StartAsync(CreateJob(), part, progress.Begin(part.Length), cancellationToken).ConfigureAwait(false);
            }
            catch (MistralApiException e) when (e.Kind is MistralErrorKind.PaymentRequired)
            {
                throw BatchException.NoBilling(e);
            }
            catch (MistralApiException e) when (parts.Count > 1)
            {
                ErrorRecord record = ErrorRecords.From(e, $"rows {part.FirstRow} to {parts[parts.Count - 1].LastRow}");
                string rest = $"Rows {part.FirstRow} to {parts[parts.Count - 1].LastRow} were not started: {record.ErrorDetails.Message}{(i == 0 ? string.Empty : $" The {i} batches before them run, and are in the output.")}";
                record.ErrorDetails = new ErrorDetails(rest) { RecommendedAction = record.ErrorDetails.RecommendedAction };
                PostOrdered(() => WriteError(record));
                return;
            }
            finally
            {
                progress.End();
            }

            _redaction.Remember(job);
            await WriteAsync(ResourceAttribute.Of(typeof(BatchResource)).Read(job.Json)).ConfigureAwait(false);
        }
    }

    private BatchJobRequest CreateJob() => new()
    {
        Endpoint = _endpoint.Path,
        Model = _hasManyModels ? null : _commonModel,
        AgentId = AgentId,
        Metadata = _redaction.Mark(Metadata?.Keys.Cast<object>().ToDictionary(InvariantFormatter.Of, k => InvariantFormatter.Of(Metadata[k]))),
        TimeoutHours = TimeoutHour,
    };

    private void CheckMetadata()
    {
        foreach (DictionaryEntry entry in Metadata ?? new Hashtable())
        {
            string key = InvariantFormatter.Of(entry.Key);
            if (key.Length is 0 or > MaxMetadataKey || InvariantFormatter.Of(entry.Value).Length is 0 or > MaxMetadataValue)
            {
                throw MistralApiException.InvalidArgument($"-Metadata: the name of '{key}' must have 1 to {MaxMetadataKey} characters, and its value 1 to {MaxMetadataValue}.");
            }
        }
    }
}
