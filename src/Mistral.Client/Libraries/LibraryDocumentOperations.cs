using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>Documents of libraries: <c>/v1/libraries/{library_id}/documents</c>.</summary>
public sealed class LibraryDocumentOperations
{
    private readonly HttpTransport _transport;

    internal LibraryDocumentOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Uploads a file. The server processes it afterwards.</summary>
    /// <param name="libraryId">The id of the library.</param>
    /// <param name="file">The full path of the file.</param>
    /// <param name="follow">Receives how many bytes have been sent; from 0 again if the request is retried.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task<LibraryDocumentUpload> AddAsync(
        string libraryId, string file, Action<long>? follow = null, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        FormBody form = new();
        form.AddFile("file", file, follow);
        MistralResponse response = await _transport.SendAsync(new MistralRequest("POST", GetPath(libraryId)) { Body = form }, progress, cancellationToken).ConfigureAwait(false);
        return new LibraryDocumentUpload(ReadDocument(response), IsNew: response.Metadata.StatusCode != 200);
    }

    /// <summary>Gets a document.</summary>
    /// <param name="libraryId">The id of the library.</param>
    /// <param name="documentId">The id of the document.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The fields of the document, as the API names them.</returns>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task<JsonElement> GetAsync(string libraryId, string documentId, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        ReadDocument(await _transport.SendAsync(new MistralRequest("GET", GetPath(libraryId, documentId)), progress, cancellationToken).ConfigureAwait(false));

    /// <summary>Gets the processing status of a document, such as <c>running</c> or <c>done</c>.</summary>
    /// <param name="libraryId">The id of the library.</param>
    /// <param name="documentId">The id of the document.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task<string> GetStatusAsync(string libraryId, string documentId, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralResponse response = await _transport.SendAsync(new MistralRequest("GET", $"{GetPath(libraryId, documentId)}/status"), progress, cancellationToken).ConfigureAwait(false);
        return LenientJson.GetText(response.ReadJson(), "process_status") ?? throw response.CreateInvalid("The response doesn't contain the status of the document.");
    }

    private static string GetPath(string libraryId) => $"/v1/libraries/{MistralRequest.EscapeSegment(libraryId)}/documents";

    private static string GetPath(string libraryId, string documentId) => $"{GetPath(libraryId)}/{MistralRequest.EscapeSegment(documentId)}";

    private static JsonElement ReadDocument(MistralResponse response) =>
        response.ReadJson() is var document && LenientJson.GetText(document, "id") is not null ? document : throw response.CreateInvalid("The response doesn't contain the document.");
}
