using System;
using System.Diagnostics;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>The documents of a library: how they get there, and when they are ready.</summary>
/// <param name="client">The client.</param>
/// <param name="progress">Receives what happens on the wire.</param>
/// <param name="library">The library's id.</param>
internal sealed class LibraryDocuments(MistralClient client, IProgress<TransportEvent> progress, string library)
{
    /// <summary>The status of a document with nothing in it.</summary>
    public const string NoContent = "missing_content";

    private static readonly TimeSpan s_minDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(10);

    /// <summary>Uploads a file.</summary>
    /// <param name="file">Its full path.</param>
    /// <param name="follow">Is told how many bytes have gone out.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The document; its property IsNew tells whether the library had none with this content before.</returns>
    public async Task<PSObject> AddAsync(string file, Action<long> follow, CancellationToken cancellationToken)
    {
        LibraryDocumentUpload upload = await client.LibraryDocuments.AddAsync(library, file, follow, progress, cancellationToken).ConfigureAwait(false);
        return Mark(Convert(upload.Document), upload.IsNew);
    }

    /// <summary>Notes whether an upload made a document, or the library had it already.</summary>
    public static PSObject Mark(PSObject document, bool isNew)
    {
        JsonObjects.Set(document, "IsNew", isNew);
        return document;
    }

    /// <summary>Waits until a document is processed.</summary>
    /// <param name="id">The document's id.</param>
    /// <param name="shown">What an error calls it.</param>
    /// <param name="seconds">How long, counted by the watch; its status is asked for once in any case.</param>
    /// <param name="watch">Runs since the waiting began.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The document as it is then.</returns>
    /// <exception cref="LibraryDocumentException">Its processing failed, or takes longer.</exception>
    public async Task<PSObject> WaitAsync(string id, string shown, int seconds, Stopwatch watch, CancellationToken cancellationToken)
    {
        for (TimeSpan delay = s_minDelay; ; delay = Min(TimeSpan.FromTicks(delay.Ticks * 3 / 2), s_maxDelay))
        {
            string status = await client.LibraryDocuments.GetStatusAsync(library, id, progress, cancellationToken).ConfigureAwait(false);
            switch (status)
            {
                case "done" or "self_managed" or "noop":
                    return Convert(await client.LibraryDocuments.GetAsync(library, id, progress, cancellationToken).ConfigureAwait(false));
                case "error" or NoContent:
                    throw LibraryDocumentException.Failed(shown, status);
                default:
                    // The others, and those that the API may learn, are stages on the way.
                    break;
            }

            TimeSpan left = TimeSpan.FromSeconds(seconds) - watch.Elapsed;
            if (left <= TimeSpan.Zero)
            {
                throw LibraryDocumentException.TimedOut(shown, status, seconds);
            }

            await Task.Delay(Min(delay, left), cancellationToken).ConfigureAwait(false);
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static PSObject Convert(JsonElement document) => (PSObject)ResourceAttribute.Of(typeof(LibraryDocumentResource)).Read(document)!;
}
