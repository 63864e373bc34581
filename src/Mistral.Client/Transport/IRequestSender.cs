using System;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Sends any request to the API.</summary>
public interface IRequestSender
{
    /// <summary>Sends a request and reads the whole response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request at any point.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    Task<MistralResponse> SendAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a request and returns when the response begins. The caller reads the body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request, also while the body is read.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    Task<StreamingResponse> OpenAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default);
}
