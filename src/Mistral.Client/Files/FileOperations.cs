using System;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>Files: <c>/v1/files</c>.</summary>
public sealed class FileOperations
{
    /// <summary>The size of the largest file that the API accepts, in bytes.</summary>
    public const long MaxLength = 512L << 20;

    private const string Path = "/v1/files";

    private readonly HttpTransport _transport;

    internal FileOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Uploads a file. It is read from disk as it is sent.</summary>
    /// <param name="upload">The file and its purpose.</param>
    /// <param name="follow">Receives how many bytes have been sent; from 0 again if the request is retried.</param>
    /// <param name="progress">Receives the events of the transport.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task<UploadedFile> UploadAsync(
        FileUploadRequest upload, Action<long>? follow = null, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        using ContentHash hash = new();
        FormBody form = new();
        if (upload.Purpose is { } purpose)
        {
            form.AddField("purpose", purpose);
        }

        if (upload.Visibility is { } visibility)
        {
            form.AddField("visibility", visibility);
        }

        if (upload.Expiry is { } expiry)
        {
            form.AddField("expiry", expiry.ToString(CultureInfo.InvariantCulture));
        }

        form.AddFile("file", upload.Path, follow, hash, upload.FileName);
        MistralResponse response = await _transport.SendAsync(new MistralRequest("POST", Path) { Body = form }, progress, cancellationToken).ConfigureAwait(false);
        JsonElement file = ReadFile(response);
        return new UploadedFile(file, LenientJson.GetText(file, "id")!, hash.GetText());
    }

    /// <summary>Gets the properties of a file.</summary>
    /// <param name="id">The id of the file.</param>
    /// <param name="progress">Receives the events of the transport.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The fields of the file, as the API names them.</returns>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task<JsonElement> GetAsync(string id, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        ReadFile(await _transport.SendAsync(new MistralRequest("GET", GetPath(id)), progress, cancellationToken).ConfigureAwait(false));

    /// <summary>Requests the content of a file, and returns when it begins.</summary>
    /// <param name="id">The id of the file.</param>
    /// <param name="progress">Receives the events of the transport.</param>
    /// <param name="cancellationToken">Cancels the request, and reading the content as well.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public Task<StreamingResponse> OpenAsync(string id, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _transport.OpenAsync(new MistralRequest("GET", $"{GetPath(id)}/content") { Accept = "*/*" }, progress, cancellationToken);

    /// <summary>Deletes a file.</summary>
    /// <param name="id">The id of the file.</param>
    /// <param name="progress">Receives the events of the transport.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public Task DeleteAsync(string id, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(new MistralRequest("DELETE", GetPath(id)), progress, cancellationToken);

    private static string GetPath(string id) => $"{Path}/{MistralRequest.EscapeSegment(id)}";

    private static JsonElement ReadFile(MistralResponse response) =>
        response.ReadJson() is var file && LenientJson.GetText(file, "id") is not null ? file : throw response.CreateInvalid("The response has no file.");
}
