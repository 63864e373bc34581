using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.Client.Transport;

/// <summary>The settings and the operations of a platform. This is the only table of them.</summary>
internal sealed record PlatformPreset
{
    private const string Chat = "POST /v1/chat/completions";
    private const string Fim = "POST /v1/fim/completions";
    private const string Embeddings = "POST /v1/embeddings";
    private const string Ocr = "POST /v1/ocr";
    private const string Models = "GET /v1/models";
    private const string Transcriptions = "POST /v1/audio/transcriptions";
    private const string Completions = "POST /v1/completions";
    private const string Responses = "POST /v1/responses";

    private static readonly Dictionary<MistralPlatform, PlatformPreset> s_all = new()
    {
        [MistralPlatform.Mistral] = new() { Name = "the Mistral API" },
        [MistralPlatform.Azure] = new()
        {
            Name = "Azure AI Foundry",
            Example = "https://<resource>.services.ai.azure.com",
            ApiKeyHeader = "api-key",
            PathPrefix = "/models",
            ApiVersion = "2024-05-01-preview",
            Operations = [Chat, Embeddings, Ocr],
        },
        [MistralPlatform.Vertex] = new()
        {
            Name = "Vertex AI",
            Example = "https://<region>-aiplatform.googleapis.com/v1/projects/<project>/locations/<region>",
            Operations = [Chat, Fim, Ocr],
        },
        [MistralPlatform.Ollama] = new()
        {
            Name = "Ollama",
            BaseUri = new Uri("http://localhost:11434"),
            NeedsNoKey = true,
            Operations = [Chat, Embeddings, Models, Completions, Responses],
        },
        [MistralPlatform.VLlm] = new()
        {
            Name = "vLLM",
            BaseUri = new Uri("http://localhost:8000"),
            NeedsNoKey = true,
            Operations = [Chat, Embeddings, Models, Transcriptions, Completions, Responses],
        },
    };

    /// <summary>The name in messages.</summary>
    public required string Name { get; init; }

    /// <summary>The default address; null if each customer has a separate one.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>The form of an address, for messages; null if the platform has a default address.</summary>
    public string? Example { get; init; }

    /// <summary>The header of the key; null for <c>Authorization: Bearer</c>.</summary>
    public string? ApiKeyHeader { get; init; }

    /// <summary>The path in place of <c>/v1</c>.</summary>
    public string PathPrefix { get; init; } = "/v1";

    /// <summary>The version of the API with <see cref="PathPrefix"/>; null without one.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Whether servers usually run without a key.</summary>
    public bool NeedsNoKey { get; init; }

    /// <summary>The operations of the platform; null for all.</summary>
    public IReadOnlyList<string>? Operations { get; init; }

    public static PlatformPreset Of(MistralPlatform platform) => s_all[platform];

    /// <summary>Whether the platform has an operation. Paths that aren't those of the Mistral API are not checked.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, without a query.</param>
    public bool Has(string method, string path)
    {
        string operation = $"{method} {path}";
        return Operations is null
            || !IsOfApi(path)
            || Operations.Any(o => operation == o || (o == Models && operation.StartsWith(Models + "/", StringComparison.Ordinal)));
    }

    private static bool IsOfApi(string path) => path.Length > 2 && path[1] == 'v' && path[2] is >= '0' and <= '9';
}
