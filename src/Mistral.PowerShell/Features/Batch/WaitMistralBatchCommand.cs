using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Features.Batch;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Wait, "MistralBatch")]
[OutputType("Mistral.Batch")]
[Operation("GET", "/v1/batch/jobs/{job_id}", IsSecondary = true, Supplies = ["job_id"])]
public sealed class WaitMistralBatchCommand : ConnectedCmdlet
{
    private static readonly TimeSpan s_minDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(30);

    private readonly List<string> _ids = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<BatchResource>))]
    [Id(typeof(BatchResource), IsMany = true)]
    [Alias("BatchId")]
    public string[] Id { get; set; } = [];

    /// <summary>The time limit for all batches, in seconds; null for none. With 0, each status is checked once.</summary>
    [Parameter]
    [ValidateRange(0, 31_536_000)]
    [Alias("Timeout", "TimeoutSec")]
    public int? TimeoutSeconds { get; set; }

    protected override void ProcessRecord() => _ids.AddRange(Id.Where(id => !_ids.Contains(id)));

    protected override void EndProcessing()
    {
        if (_ids.Count > 0)
        {
            RunAsync(WaitAsync, _ids.Count == 1 ? _ids[0] : _ids.ToArray());
        }

        base.EndProcessing();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        ProgressReport progress = StartProgress(_ids.Count == 1 ? "Waiting for a batch" : $"Waiting for {_ids.Count} batches");
        Stopwatch watch = Stopwatch.StartNew();
        Dictionary<string, BatchJob> known = [];
        List<string> open = [.. _ids];
        for (TimeSpan delay = s_minDelay; ; delay = Min(TimeSpan.FromTicks(delay.Ticks * 3 / 2), s_maxDelay))
        {
            foreach (string id in open.ToArray())
            {
                if (await TryGetAsync(id, known, cancellationToken).ConfigureAwait(false) is not { } job)
                {
                    _ = known.ContainsKey(id) || open.Remove(id);
                    continue;
                }

                known[id] = job;
                Tell(progress, known, open.Count);
                if (job.HasEnded)
                {
                    _ = open.Remove(id);
                    await WriteAsync(ResourceAttribute.Of(typeof(BatchResource)).Read(job.Json)).ConfigureAwait(false);
                }
            }

            TimeSpan left = TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) - watch.Elapsed : TimeSpan.MaxValue;
            if (open.Count == 0 || left <= TimeSpan.Zero)
            {
                break;
            }

            await Task.Delay(Min(delay, left), cancellationToken).ConfigureAwait(false);
        }

        foreach (string id in open)
        {
            BatchException late = BatchException.TimedOut(known[id], TimeoutSeconds!.Value);
            PostOrdered(() => WriteError(late.ToRecord()));
        }
    }

    // A batch runs for hours, and the network of a laptop doesn't. A batch that was never found is an error at once.
    private async Task<BatchJob?> TryGetAsync(string id, Dictionary<string, BatchJob> known, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.Batch.GetAsync(id, isInline: false, this, cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (known.ContainsKey(id) && e.Kind is (MistralErrorKind.Connection or MistralErrorKind.Timeout or MistralErrorKind.ServerError or MistralErrorKind.RateLimited))
        {
            Post(() => WriteWarning($"The status of batch {id} can't be read at the moment and will be requested again: {e.Message}"));
            return null;
        }
        catch (MistralApiException e) when (!ErrorRecords.IsTerminating(e))
        {
            _ = known.Remove(id);
            PostOrdered(() => ReportFailure(e, id));
            return null;
        }
    }

    private static void Tell(ProgressReport progress, Dictionary<string, BatchJob> known, int open)
    {
        long total = known.Values.Sum(j => j.Total);
        long succeeded = known.Values.Sum(j => j.Succeeded);
        long failed = known.Values.Sum(j => j.Failed);
        progress.Report(
            $"{open} running; requests: {succeeded:N0} succeeded, {failed:N0} failed, {Math.Max(0, total - succeeded - failed):N0} remaining",
            total > 0 ? (double)(succeeded + failed) / total : null);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
