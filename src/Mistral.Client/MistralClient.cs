using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Chat;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>
/// A client of the Mistral API. One client can send any number of requests at once, from any thread. The requests share
/// connections, and all of them wait while the server limits one.
/// </summary>
public sealed class MistralClient : IRequestSender, IDisposable
{
    private readonly HttpTransport _transport;
    private readonly MistralClientOptions _options;

    /// <param name="options">How to reach the API.</param>
    /// <exception cref="MistralApiException">A key must not be sent to the base address.</exception>
    public MistralClient(MistralClientOptions options)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _transport = new HttpTransport(options, IdentityOperations.KeyHeaders);
        CompletionExchange completions = new(_transport);
        Chat = new ChatOperations(completions);
        Fim = new FimOperations(completions);
        Conversations = new ConversationOperations(_transport);
        Embeddings = new EmbeddingOperations(_transport);
        Models = new ModelOperations(_transport);
        Identity = new IdentityOperations(_transport);
        ApiKeys = new ApiKeyOperations(_transport);
        LibraryDocuments = new LibraryDocumentOperations(_transport);
        Files = new FileOperations(_transport);
        Classifiers = new ClassifierOperations(_transport);
        Ocr = new OcrOperations(_transport);
        Audio = new AudioOperations(_transport);
        Batch = new BatchOperations(_transport);
    }

    /// <summary>The base address: the part before <c>/v1</c>.</summary>
    public Uri BaseUri => _transport.BaseUri;

    /// <summary>Chats with models and agents.</summary>
    public ChatOperations Chat { get; }

    /// <summary>Conversations that the server keeps.</summary>
    public ConversationOperations Conversations { get; }

    /// <summary>Completion of code.</summary>
    public FimOperations Fim { get; }

    /// <summary>Embeddings.</summary>
    public EmbeddingOperations Embeddings { get; }

    /// <summary>Models.</summary>
    public ModelOperations Models { get; }

    /// <summary>The owner of a key.</summary>
    public IdentityOperations Identity { get; }

    /// <summary>API keys of an organization.</summary>
    public ApiKeyOperations ApiKeys { get; }

    /// <summary>Documents of libraries.</summary>
    public LibraryDocumentOperations LibraryDocuments { get; }

    /// <summary>Files.</summary>
    public FileOperations Files { get; }

    /// <summary>Moderation and classification.</summary>
    public ClassifierOperations Classifiers { get; }

    /// <summary>Recognition of text.</summary>
    public OcrOperations Ocr { get; }

    /// <summary>Speech to text and text to speech.</summary>
    public AudioOperations Audio { get; }

    /// <summary>Batch jobs.</summary>
    public BatchOperations Batch { get; }

    /// <inheritdoc/>
    public Task<MistralResponse> SendAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(request, progress, cancellationToken);

    /// <inheritdoc/>
    public Task<StreamingResponse> OpenAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _transport.OpenAsync(request, progress, cancellationToken);

    /// <summary>
    /// Requests a file from a signed address, which is often on another host. The key and the headers of the client are not sent.
    /// </summary>
    /// <param name="address">The address that the API returned.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request, also while the body is read.</param>
    /// <exception cref="MistralApiException">The address isn't secure, or the request failed.</exception>
    public async Task<StreamingResponse> OpenSignedAsync(Uri address, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralClientOptions options = _options with
        {
            BaseUri = new Uri(address.GetLeftPart(UriPartial.Authority)),
            KeySource = NoKeySource.Instance,
            AdminKeySource = null,
            Headers = new Dictionary<string, string>(),
        };
        HttpTransport transport = new(options, IdentityOperations.KeyHeaders);
        try
        {
            StreamingResponse response = await transport.OpenAsync(new MistralRequest("GET", address.PathAndQuery) { Accept = "*/*" }, progress, cancellationToken).ConfigureAwait(false);
            response.Transport = transport;
            return response;
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();
}
