using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>Recognition of text: <c>POST /v1/ocr</c>.</summary>
public sealed class OcrOperations
{
    private readonly HttpTransport _transport;

    internal OcrOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Recognises the text of a document.</summary>
    /// <param name="request">The document and the options.</param>
    /// <param name="progress">Receives the events of the transport.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed, or the response has a page without text.</exception>
    public async Task<OcrResponse> ProcessAsync(OcrRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralRequest message = new("POST", "/v1/ocr") { Body = request.CreateBody(), IsRepeatable = true, Model = request.Model };
        return Read(await _transport.SendAsync(message, progress, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads a response.</summary>
    internal static OcrResponse Read(MistralResponse response)
    {
        JsonElement json = response.ReadJson();
        if (json.ValueKind is not JsonValueKind.Object
            || !json.TryGetProperty("pages", out JsonElement pages)
            || pages.ValueKind is not JsonValueKind.Array
            || !pages.EnumerateArray().All(p => LenientJson.GetText(p, "markdown") is not null))
        {
            throw response.CreateInvalid("The response has no pages with text.");
        }

        int? processed = json.TryGetProperty("usage_info", out JsonElement usage)
            && usage.ValueKind is JsonValueKind.Object
            && usage.TryGetProperty("pages_processed", out JsonElement number)
            && number.ValueKind is JsonValueKind.Number
            && number.TryGetInt32(out int count) ? count : null;
        JsonElement annotation = LenientJson.GetMember(json, "document_annotation");
        string? said = annotation.ValueKind is JsonValueKind.Object ? annotation.GetRawText() : LenientJson.GetText(json, "document_annotation");
        return new OcrResponse([.. pages.EnumerateArray()], said, LenientJson.GetText(json, "model"), processed, usage.ValueKind is JsonValueKind.Object ? usage : null);
    }
}
