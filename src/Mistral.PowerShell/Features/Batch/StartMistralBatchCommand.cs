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
using Mistral.PowerShell.Features.Files;
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
    private const string InputFileSet = "InputFile";

    // The body of the request is in memory.
    private const long MaxInlineLength = 16 << 20;

    private BatchEndpoint _endpoint = BatchEndpoint.Chat;
    private BatchRowErrors? _errors;
    private IReadOnlyDictionary<string, string>? _metadata;
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
    [PathText(nameof(InputFileId))]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("LP")]
    public string[]? LiteralPath { get; set; }

    /// <summary>Files of JSON lines that are on the server already. Each becomes a batch.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = InputFileSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<FileResource>))]
    [Id(typeof(FileResource), IsMany = true)]
    [Body("input_files")]
    public string[]? InputFileId { get; set; }

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
    [Parameter(ParameterSetName = InputSet)]
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateRange(1, 1_000_000)]
    public int MaximumRequestCount { get; set; } = 100_000;

    /// <summary>Whether the requests go with the job in place of an uploaded file.</summary>
    [Parameter(ParameterSetName = InputSet)]
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public SwitchParameter Inline { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _redaction = InvokeOrTerminate(() => new BatchRedaction(new RequestGuard(this, Redact, cacheFor: null)));
        InvokeOrTerminate(() => _endpoint = BatchEndpoint.Find(Endpoint));
        _metadata = InvokeOrTerminate(() => BatchMetadata.Read(Metadata));
        _errors = ParameterSetName == InputSet
            ? new BatchRowErrors(WriteError, "MistralPropertyNotFound", "MistralBatchMissingId")
            : new BatchRowErrors(WriteError, "MistralBatchInvalidRow");
        StartFolder();
    }

    protected override void ProcessRecord()
    {
        if (InputFileId is not null || BatchInputFile.IsIn(InputObject, isAsked: (Message ?? (object?)Property) is not null))
        {
            StartFiles(InputFileId ?? [BatchInputFile.GetId(InputObject!)]);
            return;
        }

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
        _errors!.Complete();
        InvokeOrTerminate(_writer!.Complete, ErrorCategory.WriteError);
        if (_writer.Parts.Count > 0)
        {
            StartParts();
        }
        else if (_rows > 0 || (Path ?? LiteralPath) is not null)
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
        InvokeOrTerminate(() => CheckOptions(answer, _endpoint, Model ?? _requestModel));
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

    private void Add(PSObject? input)
    {
        int row = ++_rows;
        if (row == 1 && input is not null && Reader.IsUnclear(input))
        {
            // Each row of a table would be the same error.
            ThrowTerminatingError(BatchException.NoQuestion(row, input).ToRecord());
        }

        BatchRowReader reader = Reader;
        Write(row, () => reader.Read(row, input), input ?? (object)Message!);
    }

    private void Write(int row, Func<BatchRow> read, object target)
    {
        try
        {
            BatchRow made = _redaction.Redact(row, read(), target);
            _writer!.Add(row, made, target);
            _hasManyModels |= _writer.Count > 1 && made.Model != _commonModel;
            _commonModel = made.Model;
            _errors!.AddUsable();
        }
        catch (Exception e) when (ErrorRecords.Find(e, target, ErrorCategory.ReadError) is { } problem)
        {
            if (_errors!.Add(problem) is { } error)
            {
                ThrowTerminatingError(error);
            }
        }
    }

    private void ReadFile(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        JsonLines lines = new(file);
        while (lines.Read())
        {
            StopToken.ThrowIfCancellationRequested();
            int row = ++_rows;
            Write(row, () => Reader.ReadLine(row, lines.Line.Span, path), path);
        }
    }

    private void StartFiles(string[] ids)
    {
        string[] others = [nameof(Schema), nameof(As), nameof(RequestField), nameof(Redact), nameof(IdProperty), nameof(Inline), nameof(MaximumRequestCount)];
        if ((FindChatParameter(except: nameof(AgentId)) ?? others.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey)) is { } name)
        {
            InvokeOrTerminate(() => throw MistralApiException.InvalidArgument($"-{name} can't be used with a file on the server, because the requests in it have their fields already."));
        }

        foreach (string id in ids)
        {
            if (ShouldProcess($"the requests of file {id} to {_endpoint.Path}", "Start the batch"))
            {
                // The requests keep their models, so only a model that was given is sent.
                RunAsync(async token => await WriteAsync(await Starter.PostAsync(CreateJob() with { InputFiles = [id], Model = Model }, token).ConfigureAwait(false)).ConfigureAwait(false), id);
            }
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
        for (int i = 0; i < parts.Count; i++)
        {
            BatchPart part = parts[i];
            BatchJob job;
            try
            {
                job = Inline
                    ? await Starter.StartInlineAsync(CreateJob(), part, cancellationToken).ConfigureAwait(false)
                    : await Starter.StartAsync(CreateJob(), part, progress.Begin(part.Length), cancellationToken).ConfigureAwait(false);
            }
            catch (MistralApiException e) when (parts.Count > 1)
            {
                ErrorRecord record = BatchException.CreateNotStarted(e, part.FirstRow, parts[parts.Count - 1].LastRow, startedCount: i);
                PostOrdered(() => WriteError(record));
                return;
            }
            finally
            {
                progress.End();
            }

            _redaction.Remember(job);
            await WriteAsync(job).ConfigureAwait(false);
        }
    }

    private BatchStarter Starter => new(Client, this, text => Post(() => WriteWarning(text)));

    private ValueTask WriteAsync(BatchJob job) => WriteAsync(ResourceAttribute.Of(typeof(BatchResource)).Read(job.Json));

    private BatchJobRequest CreateJob() => new()
    {
        Endpoint = _endpoint.Path,
        Model = _hasManyModels ? null : _commonModel,
        AgentId = AgentId,
        Metadata = _redaction.Mark(_metadata),
        TimeoutHours = TimeoutHour,
    };
}
