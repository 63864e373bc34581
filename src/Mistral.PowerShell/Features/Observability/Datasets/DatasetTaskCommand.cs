using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Features.Observability.Datasets;

/// <summary>The base of cmdlets that wait for imports into datasets.</summary>
public abstract class DatasetTaskCommand : ThrottledCommand
{
    private readonly List<(string Dataset, string Id, string Shown, string? FileId)> _awaited = [];
    private ResourceIds? _ids;
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

    /// <summary>Gets the id of a dataset. Writes an error and returns null if no dataset, or several, have the name.</summary>
    private protected string? FindDataset(string text) => (_ids ??= new(this)).Find(ResourceAttribute.Of(typeof(DatasetResource)), text);

    /// <summary>Gets the tasks of a dataset.</summary>
    private protected DatasetTasks Of(string dataset) => new(Client, this, dataset);

    /// <summary>Adds a task to wait for at the end of the input.</summary>
    /// <param name="dataset">The id of the dataset.</param>
    /// <param name="id">The id of the task.</param>
    /// <param name="shown">What is imported, for error messages.</param>
    /// <param name="fileId">The id of the file that was uploaded for the task, which is deleted when the task has ended.</param>
    private protected void Await(string dataset, string id, string shown, string? fileId = null) => _awaited.Add((dataset, id, shown, fileId));

    /// <summary>Deletes an object that is no longer needed. A failure is a warning.</summary>
    /// <param name="shown">The object in the warning.</param>
    /// <param name="delete">Deletes the object.</param>
    private protected async Task CleanUpAsync(string shown, Func<Task> delete)
    {
        try
        {
            await delete().ConfigureAwait(false);
        }
        catch (MistralApiException e)
        {
            Post(() => WriteWarning($"{shown} was not deleted: {e.Message}"));
        }
    }

    /// <summary>Deletes an uploaded file.</summary>
    private protected Task DeleteUploadAsync(string fileId, CancellationToken cancellationToken) =>
        CleanUpAsync($"The uploaded file '{fileId}'", () => Client.Files.DeleteAsync(fileId, this, cancellationToken));

    /// <summary>Waits for the added tasks, and writes each when it is completed.</summary>
    private protected void WaitForAll()
    {
        // The server runs the tasks at the same time, so the waiting starts after the last input.
        ProgressReport progress = StartProgress("Importing records");
        Stopwatch watch = Stopwatch.StartNew();
        foreach ((string dataset, string id, string shown, string? fileId) in _awaited)
        {
            RunEach(
                async token =>
                {
                    await WaitAsync(dataset, id, shown, fileId, watch, token).ConfigureAwait(false);
                    int ended = Interlocked.Increment(ref _ended);
                    progress.Report($"{ended} of {_awaited.Count} imports", (double)ended / _awaited.Count);
                },
                shown);
        }
    }

    /// <summary>Writes the result of a completed task.</summary>
    private protected virtual Task WriteResultAsync(string dataset, PSObject task, CancellationToken cancellationToken) => WriteAsync(task).AsTask();

    private async Task WaitAsync(string dataset, string id, string shown, string? fileId, Stopwatch watch, CancellationToken cancellationToken)
    {
        PSObject? task = null;
        try
        {
            task = await Of(dataset).WaitAsync(id, shown, TimeoutSeconds, watch, cancellationToken).ConfigureAwait(false);
        }
        catch (DatasetTaskException e)
        {
            PostOrdered(() => WriteError(e.ToRecord()));
            if (e.IsTimeout)
            {
                // The import continues, and needs its file.
                return;
            }
        }

        if (fileId is not null)
        {
            await DeleteUploadAsync(fileId, cancellationToken).ConfigureAwait(false);
        }

        if (task is not null)
        {
            await WriteResultAsync(dataset, task, cancellationToken).ConfigureAwait(false);
        }
    }
}
