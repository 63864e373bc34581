using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>The base of cmdlets that wait until documents of libraries are processed.</summary>
public abstract class LibraryDocumentCommand : ThrottledCommand
{
    private readonly List<(string Library, string Id, bool? IsNew, string Target)> _awaited = [];
    private int _ready;

    private protected LibraryDocumentCommand()
    {
    }

    /// <summary>The time limit for all documents, in seconds, 0 to 86400. Default: 1800. With 0, each status is checked once.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    [Alias("Timeout", "TimeoutSec")]
    public int TimeoutSeconds { get; set; } = 1800;

    private protected override bool ReportsProgress => false;

    /// <summary>Adds a document to wait for at the end of the input.</summary>
    private protected void Await(string library, string id, string target, bool? isNew = null) => _awaited.Add((library, id, isNew, target));

    /// <summary>Gets the documents of a library.</summary>
    private protected LibraryDocuments Of(string library) => new(Client, this, library);

    /// <summary>Waits for the added documents, and writes each when it is processed.</summary>
    private protected void WaitForAll()
    {
        // The waiting starts after the last input, because the server processes documents in parallel.
        ProgressReport progress = StartProgress("Processing documents");
        Stopwatch watch = Stopwatch.StartNew();
        foreach ((string library, string id, bool? isNew, string target) in _awaited)
        {
            RunEach(
                async token =>
                {
                    if (await WaitAsync(library, id, target, watch, token).ConfigureAwait(false) is { } document)
                    {
                        await WriteAsync(isNew is { } flag ? LibraryDocuments.Mark(document, flag) : document).ConfigureAwait(false);
                    }

                    int ready = Interlocked.Increment(ref _ready);
                    progress.Report($"{ready} of {_awaited.Count} documents", (double)ready / _awaited.Count);
                },
                target);
        }
    }

    // Returns null after an error, when no document is waited for any longer.
    private async Task<PSObject?> WaitAsync(string library, string id, string target, Stopwatch watch, CancellationToken cancellationToken)
    {
        try
        {
            return await Of(library).WaitAsync(id, target, TimeoutSeconds, watch, cancellationToken).ConfigureAwait(false);
        }
        catch (LibraryDocumentException e)
        {
            PostOrdered(() => WriteError(e.ToRecord()));
            return null;
        }
    }
}
