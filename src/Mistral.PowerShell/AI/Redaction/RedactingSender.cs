using System;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>Redacts requests before another sender gets them, and restores the values in complete responses.</summary>
/// <param name="inner">Sends the redacted requests.</param>
/// <param name="redactor">Redacts and restores.</param>
/// <param name="report">Called from asynchronous code for each request with what was replaced.</param>
internal sealed class RedactingSender(IRequestSender inner, Redactor redactor, Action<MistralRequest, RedactionCount> report) : IRequestSender
{
    /// <inheritdoc/>
    public async Task<MistralResponse> SendAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralResponse response = await inner.SendAsync(Redact(request), progress, cancellationToken).ConfigureAwait(false);
        return response.With(redactor.Restore(response.Body));
    }

    /// <inheritdoc/>
    public Task<StreamingResponse> OpenAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        inner.OpenAsync(Redact(request), progress, cancellationToken);

    private MistralRequest Redact(MistralRequest request)
    {
        if (request.Body is null)
        {
            return request;
        }

        RedactionCount count = new();
        MistralRequest redacted = request.With(redactor.Redact(request.Body, count));
        report(request, count);
        return redacted;
    }
}
