using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>A cmdlet that waits for documents of libraries to be processed.</summary>
public abstract class LibraryDocumentCommand : ThrottledCommand
{
    private readonly List<(string Library, string Id, bool? IsNew, string Target)> _awaited = [];
    private int _ready;

    private protected LibraryDocumentCommand()
    {
    }

    /// <summary>How long to wait for all of the documents, in seconds, 0 to 86400. Default: 1800. With 0 each is looked at once.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int TimeoutSeconds { get; set; } = 1800;

    private protected override bool TellsProgress => false;

    /// <summary>Has a document waited for once the pipeline has brought all.</summary>
    private protected void Await(string library, string id, string target, bool? isNew = null) => _awaited.Add((library, id, isNew, target));

    /// <summary>The documents of a library.</summary>
    private protected LibraryDocuments Of(string library) => new(Client, this, library);

    /// <summary>Waits for those that are to be waited for, and writes each as it is then.</summary>
    private protected void WaitForAll()
    {
        // Not before the last of them is there: they are processed side by side, and those before them are still coming in.
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
                    progress.Tell($"{ready} of {_awaited.Count} documents", (double)ready / _awaited.Count);
                },
                target);
        }
    }

    // Null once no document is waited for any longer; the error says why.
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
