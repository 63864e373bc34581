using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Batch;
using Mistral.Client.Json;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Redaction;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Batch;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Receive, "MistralBatch")]
[OutputType(typeof(ChatReply), typeof(Embedding), typeof(ModerationResult), typeof(ClassificationResult), typeof(OcrResult), typeof(BatchRequest), typeof(string), typeof(PSObject))]
[Operation("GET", "/v1/batch/jobs/{job_id}", IsSecondary = true)]
[Operation("GET", "/v1/files/{file_id}/content", IsSecondary = true, Supplies = ["file_id"])]
public sealed class ReceiveMistralBatchCommand : ConnectedCmdlet
{
    private BatchOutput? _output;
    private BatchRows? _rows;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<BatchResource>))]
    [Id(typeof(BatchResource))]
    [Alias("BatchId")]
    [Path("job_id")]
    public string Id { get; set; } = string.Empty;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public object? Schema { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TypeNameCompleter))]
    public Type? As { get; set; }

    [Parameter]
    public SwitchParameter AsText { get; set; }

    /// <summary>Whether each result has its input in it.</summary>
    [Parameter]
    public SwitchParameter IncludeInput { get; set; }

    /// <summary>Whether each result becomes one object with the properties of its input.</summary>
    [Parameter]
    public SwitchParameter Merge { get; set; }

    /// <summary>The rows from which the batch was started.</summary>
    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public PSObject[]? InputRow { get; set; }

    /// <summary>The property of these rows that is the custom id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? IdProperty { get; set; }

    /// <summary>Whether the results come in the order of the input.</summary>
    [Parameter]
    public SwitchParameter InOrder { get; set; }

    /// <summary>Whether the requests that failed are returned in place of the results.</summary>
    [Parameter]
    [Alias("FailedOnly")]
    public SwitchParameter FailedInput { get; set; }

    /// <summary>Whether the results are returned as the server wrote them.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InvokeOrTerminate(CheckOptions);
        AnswerSchema? schema = InvokeOrTerminate(() => AnswerSchema.Create(Schema, As, GetUnresolvedProviderPathFromPSPath));
        _output = new BatchOutput(schema, GetUnresolvedProviderPathFromPSPath) { AsText = AsText };
        _rows = InputRow is null ? null : InvokeOrTerminate(() => new BatchRows(InputRow, IdProperty));
    }

    protected override void ProcessRecord()
    {
        string id = Id;
        RunAsync(
            async token =>
            {
                try
                {
                    await ReceiveAsync(id, token).ConfigureAwait(false);
                }
                catch (BatchException e)
                {
                    PostOrdered(() => WriteError(e.ToRecord()));
                }
            },
            id,
            ofFile: ErrorCategory.WriteError);
    }

    private async Task ReceiveAsync(string id, CancellationToken cancellationToken)
    {
        BatchJob job = await Client.Batch.GetAsync(id, isInline: false, this, cancellationToken).ConfigureAwait(false);
        if (!job.HasEnded)
        {
            throw BatchException.NotFinished(job);
        }

        using TemporaryFolder folder = new();
        BatchFiles files = new(Client, this, folder, new TransferProgress(StartProgress("Receiving a batch")));
        using BatchInputs? inputs = await GetInputsAsync(job, files, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> results = await files.GetResultsAsync(job, cancellationToken).ConfigureAwait(false);
        BatchResults received = new(job, inputs) { Redactor = FindRedactor(job) };
        List<BatchInput> failed = [];
        foreach (BatchResultLine line in InOrder ? received.ReadInOrder(results) : received.Read(results))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.Problem is { } problem)
            {
                await ReportAsync(problem).ConfigureAwait(false);
            }
            else if (!FailedInput)
            {
                await WriteAsync(job, inputs, line).ConfigureAwait(false);
            }
            else if (line is { Result.Failure: not null, Input: { } input })
            {
                // A result whose request isn't known by its id can't be sent again.
                failed.Add(input);
            }
        }

        if (_rows is { MissedCount: > 0 })
        {
            Post(() => WriteWarning($"{_rows.MissedCount} results of batch {job.Id} match no row of -InputRow, so they have no columns of it. Check -InputRow and -IdProperty."));
        }

        if (FailedInput)
        {
            await WriteFailedAsync(job, inputs!, failed, received.MissingCount).ConfigureAwait(false);
        }
        else if (received.FindMissing() is { } missing)
        {
            await ReportAsync(missing).ConfigureAwait(false);
        }
    }

    // In the order of the input, so that every run sends the same file again.
    private async Task WriteFailedAsync(BatchJob job, BatchInputs inputs, List<BatchInput> failed, long missing)
    {
        foreach (BatchInput input in failed.Concat(inputs.Unseen).OrderBy(i => i.Row))
        {
            await WriteAsync(CreateRequest(job, inputs, input, customId: null).Request).ConfigureAwait(false);
        }

        if (missing > inputs.Unseen.Sum(i => (long)i.Left))
        {
            throw BatchException.NoInput(job.Id, $"{missing} have no result, and {inputs.Count} of {job.Total} are in the input file with a custom id.");
        }
    }

    private async Task<BatchInputs?> GetInputsAsync(BatchJob job, BatchFiles files, CancellationToken cancellationToken)
    {
        string reason = "the batch was started with -Inline, or by another program that sent them with it.";
        if (job.InputFiles.Count > 0)
        {
            try
            {
                return await ReadInputsAsync(job, files, cancellationToken).ConfigureAwait(false);
            }
            catch (MistralApiException e) when (e.Kind is MistralErrorKind.NotFound or MistralErrorKind.PermissionDenied)
            {
                reason = "their file was deleted, or this key can't read it.";
            }
        }

        if (FailedInput)
        {
            throw BatchException.NoInput(job.Id, reason);
        }

        if ((IncludeInput || Merge) && _rows is null)
        {
            Post(() => WriteWarning($"The results of batch {job.Id} come without their inputs: {reason} -InputRow takes the rows from which the batch was started."));
        }

        return null;
    }

    private static async Task<BatchInputs> ReadInputsAsync(BatchJob job, BatchFiles files, CancellationToken cancellationToken)
    {
        BatchInputs inputs = new(job.Total);
        try
        {
            foreach (string file in job.InputFiles)
            {
                inputs.Add(await files.GetAsync(file, cancellationToken).ConfigureAwait(false));
            }

            return inputs;
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }

    private async Task WriteAsync(BatchJob job, BatchInputs? inputs, BatchResultLine line)
    {
        BatchResult result = line.Result!;
        (BatchRequest request, JsonElement body) = CreateRequest(job, inputs, line.Input, result.CustomId);
        if (Raw)
        {
            await WriteAsync(BatchResults.CreateRaw(job, line)).ConfigureAwait(false);
            return;
        }

        if (result.Failure is { } failure)
        {
            await ReportAsync(BatchResults.CreateRecord(failure, request)).ConfigureAwait(false);
            return;
        }

        // On the pipeline thread, because types and properties of a user can run code.
        ErrorRecord? record = null;
        IReadOnlyList<object?> made = await InvokeAsync(() => Make(job, result, body, request, out record)).ConfigureAwait(false);
        foreach (object? item in made)
        {
            await WriteAsync(item).ConfigureAwait(false);
        }

        if (record is not null)
        {
            await ReportAsync(record).ConfigureAwait(false);
        }
    }

    private object?[] Make(BatchJob job, BatchResult result, JsonElement body, BatchRequest request, out ErrorRecord? record)
    {
        record = null;
        try
        {
            (IReadOnlyList<object?> objects, TokenUsage? usage) = _output!.Create(result, job.Endpoint, body, request.Row, request);
            return [.. objects.Select(o => Tie(o, result.CustomId, request.Input, usage))];
        }
        catch (MistralApiException e)
        {
            record = BatchResults.CreateRecord(e, request);
        }
        catch (ErrorRecordException e)
        {
            record = BatchResults.CreateRecord(e, request);
        }

        return [];
    }

    private object? Tie(object? made, string? customId, object? input, TokenUsage? usage)
    {
        PSObject? shown = ModelCommand.CreateUsage(usage);
        if (Merge)
        {
            // With -IdProperty, a column of the row is the custom id.
            return customId is null || IdProperty is not null
                ? PairedAnswer.Merge(made, input, ("Usage", shown))
                : PairedAnswer.Merge(made, input, ("Usage", shown), ("CustomId", customId));
        }

        object? tied = IncludeInput ? PairedAnswer.Attach(made, input, shown) : made;
        if (customId is null || PSValue.Unwrap(tied) is null or string or ValueType or Array or IDictionary)
        {
            return tied;
        }

        PSObject holder = PSObject.AsPSObject(tied!);
        PairedAnswer.SetOwn(holder, "CustomId", customId);
        return holder;
    }

    private (BatchRequest Request, JsonElement Body) CreateRequest(BatchJob job, BatchInputs? inputs, BatchInput? input, string? customId)
    {
        JsonElement line = input is { } known ? LenientJson.Parse(Restore(job, inputs!.Read(known))) : default;
        JsonElement body = input is { IsAmbiguous: false } ? JsonFields.GetMember(line, "body") : default;
        string id = customId ?? BatchField.GetCustomId(line) ?? string.Empty;
        bool isKnown = body.ValueKind is not JsonValueKind.Undefined;
        return (new BatchRequest
        {
            CustomId = id,
            Row = input?.Row ?? 0,
            BatchId = job.Id,
            Endpoint = job.Endpoint,
            Model = job.Model,
            Body = isKnown ? body.GetRawText() : null,
            Input = _rows?.Find(id, input?.Row ?? 0) ?? (isKnown ? BatchOutput.FindText(body) : null),
        }, body);
    }

    private Redactor? FindRedactor(BatchJob job)
    {
        Redactor? redactor = RequestGuard.Memory.Find(job.Id);
        if (redactor is null && JsonFields.GetText(JsonFields.GetMember(job.Json, "metadata"), BatchRedaction.MetadataField) is not null)
        {
            Post(() => WriteWarning($"Batch {job.Id} was started with -Redact in another session, which alone knows the values. Its results contain marks such as <EMAIL_1>."));
        }

        return redactor;
    }

    private static ReadOnlySpan<byte> Restore(BatchJob job, ReadOnlySpan<byte> request) =>
        RequestGuard.Memory.Find(job.Id) is { } redactor ? redactor.Restore(request.ToArray()).Span : request;

    // An error for each failed row would otherwise come faster than the pipeline takes it.
    private Task<bool> ReportAsync(ErrorRecord record) => InvokeAsync(() =>
    {
        WriteError(record);
        return true;
    });

    private void CheckOptions()
    {
        string? mistake =
            Merge && IncludeInput ? "-Merge gives the input's properties and -IncludeInput the input itself: give one of them."
            : AsText && (Schema ?? As) is not null ? "-AsText gives text, -Schema and -As give objects: give one of them."
            : Raw && (Merge || IncludeInput || AsText || FailedInput || (Schema ?? As) is not null) ? "-Raw gives the results as the server wrote them; options for their form can't be given as well."
            : FailedInput && (Merge || IncludeInput || AsText || (Schema ?? As) is not null) ? "-FailedInput gives requests; options for the form of results can't be given as well."
            : IdProperty is not null && InputRow is null ? "-IdProperty goes with -InputRow: it says which of its properties is the custom id."
            : null;
        if (mistake is not null)
        {
            throw MistralApiException.InvalidArgument(mistake);
        }
    }
}
