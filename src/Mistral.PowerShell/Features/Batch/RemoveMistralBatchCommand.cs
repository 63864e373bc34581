using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Features.Batch;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralBatch", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/batch/jobs/{job_id}")]
[Operation("GET", "/v1/batch/jobs/{job_id}", IsSecondary = true)]
[Operation("DELETE", "/v1/files/{file_id}", IsSecondary = true, Supplies = ["file_id"])]
public sealed class RemoveMistralBatchCommand : ConnectedCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<BatchResource>))]
    [Id(typeof(BatchResource))]
    [Alias("BatchId")]
    [Path("job_id")]
    public string Id { get; set; } = string.Empty;

    /// <summary>Whether the files with the inputs and the results are deleted too.</summary>
    [Parameter]
    public SwitchParameter IncludeFile { get; set; }

    protected override void ProcessRecord()
    {
        string id = Id;
        if (ShouldProcess($"batch {id}", IncludeFile ? "Delete the batch with its input and output files" : "Delete the batch"))
        {
            RunAsync(token => DeleteAsync(id, token), id);
        }
    }

    private async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        BatchJob? job = IncludeFile ? await Client.Batch.GetAsync(id, isInline: false, this, cancellationToken).ConfigureAwait(false) : null;
        await Client.Batch.DeleteAsync(id, this, cancellationToken).ConfigureAwait(false);
        foreach (string file in job is null ? [] : GetFiles(job))
        {
            try
            {
                await Client.Files.DeleteAsync(file, this, cancellationToken).ConfigureAwait(false);
            }
            catch (MistralApiException e) when (e.Kind is MistralErrorKind.NotFound)
            {
                // The file was already deleted.
            }
            catch (MistralApiException e)
            {
                // The job is deleted, so only this error names the file.
                ErrorRecord record = ErrorRecords.From(e, file);
                record.ErrorDetails = new ErrorDetails($"The batch {id} was deleted, but its file '{file}' was not: {record.ErrorDetails.Message}")
                {
                    RecommendedAction = $"Delete the file with Remove-MistralFile {file}. {record.ErrorDetails.RecommendedAction}".TrimEnd(),
                };
                PostOrdered(() => WriteError(record));
            }
        }
    }

    private static IEnumerable<string> GetFiles(BatchJob job) => [.. job.InputFiles, .. job.OutputFile is { } output ? [output] : (string[])[], .. job.ErrorFile is { } error ? [error] : (string[])[]];
}
