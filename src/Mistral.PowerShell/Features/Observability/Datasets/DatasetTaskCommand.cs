using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Features.Observability.Datasets;

/// <summary>The base of cmdlets that wait for imports into datasets.</summary>
public abstract class DatasetTaskCommand : ThrottledCommand
{
    private readonly List<(string Dataset, string Id, string Shown)> _awaited = [];
    private int _ended;

    private protected DatasetTaskCommand()
    {
    }

    /// <summary>The time limit for all tasks, in seconds, 0 to 86400. Default: 1800. With 0, each status is checked once.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    [Alias("Timeout", "TimeoutSec")]
    public int TimeoutSeconds { get; set; } = 1800;

    private protected override bool ReportsProgress => false;

    /// <summary>Gets the tasks of a dataset.</summary>
    private protected DatasetTasks Of(string dataset) => new(Client, this, dataset);

    /// <summary>Adds a task to wait for at the end of the input.</summary>
    private protected void Await(string dataset, string id, string shown) => _awaited.Add((dataset, id, shown));

    /// <summary>Waits for the added tasks, and writes each when it is completed.</summary>
    private protected void WaitForAll()
    {
        // The server runs the tasks at the same time, so the waiting starts after the last input.
        ProgressReport progress = StartProgress("Importing records");
        Stopwatch watch = Stopwatch.StartNew();
        foreach ((string dataset, string id, string shown) in _awaited)
        {
            RunEach(
                async token =>
                {
                    await WaitAsync(dataset, id, shown, watch, token).ConfigureAwait(false);
                    int ended = Interlocked.Increment(ref _ended);
                    progress.Report($"{ended} of {_awaited.Count} imports", (double)ended / _awaited.Count);
                },
                shown);
        }
    }

    /// <summary>Writes the result of a completed task.</summary>
    private protected virtual Task WriteResultAsync(string dataset, PSObject task, CancellationToken cancellationToken) => WriteAsync(task).AsTask();

    private async Task WaitAsync(string dataset, string id, string shown, Stopwatch watch, CancellationToken cancellationToken)
    {
        try
        {
            await WriteResultAsync(dataset, await Of(dataset).WaitAsync(id, shown, TimeoutSeconds, watch, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (DatasetTaskException e)
        {
            PostOrdered(() => WriteError(e.ToRecord()));
        }
    }
}
