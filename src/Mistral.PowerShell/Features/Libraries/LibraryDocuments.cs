using System;
using System.Diagnostics;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>The documents of a library: uploading them and waiting until they are processed.</summary>
/// <param name="client">The client.</param>
/// <param name="progress">Receives what happens on the wire.</param>
/// <param name="library">The id of the library.</param>
internal sealed class LibraryDocuments(MistralClient client, IProgress<TransportEvent> progress, string library)
{
    /// <summary>The status of a document without content.</summary>
    public const string NoContent = "missing_content";

    /// <summary>Uploads a file.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="follow">Receives how many bytes have been sent.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The document. Its property IsNew is false if the library already had a document with this content.</returns>
    public async Task<PSObject> AddAsync(string file, Action<long> follow, CancellationToken cancellationToken)
    {
        LibraryDocumentUpload upload = await client.LibraryDocuments.AddAsync(library, file, follow, progress, cancellationToken).ConfigureAwait(false);
        return Mark(Convert(upload.Document), upload.IsNew);
    }

    /// <summary>Adds the property IsNew to a document: false if the library already had it.</summary>
    public static PSObject Mark(PSObject document, bool isNew)
    {
        JsonObjects.Set(document, "IsNew", isNew);
        return document;
    }

    /// <summary>Waits until a document is processed.</summary>
    /// <param name="id">The id of the document.</param>
    /// <param name="shown">The name of the document in error messages.</param>
    /// <param name="seconds">The time limit, measured by the stopwatch. The status is requested at least once.</param>
    /// <param name="watch">The stopwatch, started with the waiting.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The processed document.</returns>
    /// <exception cref="LibraryDocumentException">The processing failed, or takes too long.</exception>
    public async Task<PSObject> WaitAsync(string id, string shown, int seconds, Stopwatch watch, CancellationToken cancellationToken)
    {
        // All other values, also unknown ones, mean that the processing continues.
        string status = await StatePolling.ReadAsync(
            () => client.LibraryDocuments.GetStatusAsync(library, id, progress, cancellationToken), IsFinal, seconds, watch, cancellationToken).ConfigureAwait(false);
        return status switch
        {
            _ when !IsFinal(status) => throw LibraryDocumentException.TimedOut(shown, status, seconds),
            "error" or NoContent => throw LibraryDocumentException.Failed(shown, status),
            _ => Convert(await client.LibraryDocuments.GetAsync(library, id, progress, cancellationToken).ConfigureAwait(false)),
        };
    }

    private static bool IsFinal(string status) => status is "done" or "self_managed" or "noop" or "error" or NoContent;

    private static PSObject Convert(JsonElement document) => (PSObject)ResourceAttribute.Of(typeof(LibraryDocumentResource)).Read(document)!;
}
