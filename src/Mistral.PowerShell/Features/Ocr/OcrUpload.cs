using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Media;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Ocr;

/// <summary>Sends local files to the server: images with the request, and documents as files that are deleted afterwards.</summary>
/// <param name="client">The client.</param>
/// <param name="wire">Receives the events of the transport.</param>
/// <param name="warn">Writes a warning about a file that was not deleted.</param>
internal sealed class OcrUpload(MistralClient client, IProgress<TransportEvent> wire, Action<string> warn)
{
    // A killed process can't delete its upload, which is found by this name.
    private const string NamePrefix = "mistral-ocr-";

    private static readonly TimeSpan s_maxDelete = TimeSpan.FromSeconds(30);

    /// <summary>Reads an image; null for any other file.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="isHashed">Whether the hash of the content is needed.</param>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static OcrInput? FindImage(string file, bool isHashed)
    {
        byte[] start = new byte[12];
        int count;
        using (FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            count = stream.Read(start, 0, start.Length);
        }

        if (new FileInfo(file).Length > MediaKind.Image.MaximumBytes || MediaType.Find(start.AsSpan(0, count), fileName: null, MediaKind.Image) is not { } type)
        {
            return null;
        }

        byte[] image = File.ReadAllBytes(file);
        return new OcrInput(OcrDocument.OfImage(image, type), UploadedId: null, isHashed ? Sha256Text.OfBytes(image) : null);
    }

    /// <summary>Uploads a document.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="isKept">Whether the file stays on the server.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    public async Task<OcrInput> SendAsync(string file, bool isKept, CancellationToken cancellationToken)
    {
        FileUploadRequest request = new() { Path = file, FileName = isKept ? null : NamePrefix + Path.GetFileName(file), Purpose = "ocr" };
        UploadedFile uploaded = await client.Files.UploadAsync(request, follow: null, wire, cancellationToken).ConfigureAwait(false);
        return new OcrInput(OcrDocument.OfFile(uploaded.Id), uploaded.Id, uploaded.Sha256);
    }

    /// <summary>Deletes an uploaded file. If the pipeline was stopped, it doesn't wait for the deletion.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        Task deletion = DeleteNowAsync(id, isStopped: cancellationToken.IsCancellationRequested);
        if (!cancellationToken.IsCancellationRequested)
        {
            await deletion.ConfigureAwait(false);
        }
    }

    private async Task DeleteNowAsync(string id, bool isStopped)
    {
        using CancellationTokenSource limit = new(s_maxDelete);
        try
        {
            await client.Files.DeleteAsync(id, isStopped ? null : wire, limit.Token).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.NotFound)
        {
            // The file was already deleted.
        }
        catch (Exception e) when (e is MistralApiException or OperationCanceledException)
        {
            if (!isStopped)
            {
                warn($"The uploaded file {id} was not deleted: {e.Message} Delete it with Remove-MistralFile.");
            }
        }
    }
}
