namespace Mistral.Client;

/// <summary>Where a model runs. A platform sets the form of addresses and the header of the key, and has only some operations.</summary>
public enum MistralPlatform
{
    /// <summary>The API of Mistral AI, or a gateway to it.</summary>
    Mistral,

    /// <summary>Azure AI Foundry.</summary>
    Azure,

    /// <summary>Vertex AI of Google Cloud.</summary>
    Vertex,

    /// <summary>Ollama.</summary>
    Ollama,

    /// <summary>vLLM.</summary>
    VLlm,
}
