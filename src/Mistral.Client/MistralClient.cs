using System;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Chat;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>
/// The Mistral API. One client serves any number of requests at once, from any thread; they share connections and
/// wait together where the server limits them.
/// </summary>
public sealed class MistralClient : IRequestSender, IDisposable
{
    private readonly HttpTransport _transport;

    /// <param name="options">How to reach the API.</param>
    /// <exception cref="MistralApiException">The base address is not one that a key may be sent to.</exception>
    public MistralClient(MistralClientOptions options)
    {
        _transport = new HttpTransport(options ?? throw new ArgumentNullException(nameof(options)), IdentityOperations.KeyHeaders);
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
    }

    /// <summary>What stands before <c>/v1</c>.</summary>
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

    /// <summary>Whose a key is.</summary>
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

    /// <inheritdoc/>
    public Task<MistralResponse> SendAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(request, progress, cancellationToken);

    /// <summary>Sends any request and returns when the reply begins, its body still to be read.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="progress">Is told what happens on the wire.</param>
    /// <param name="cancellationToken">Ends it at any point, reading the body included.</param>
    /// <exception cref="MistralApiException">It failed.</exception>
    public Task<StreamingResponse> OpenAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _transport.OpenAsync(request, progress, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();
}
