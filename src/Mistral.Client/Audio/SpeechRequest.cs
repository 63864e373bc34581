using System.Text.Json;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/audio/speech</c>. Properties that are null are not sent.</summary>
public sealed record SpeechRequest
{
    /// <summary>The text to speak.</summary>
    public required string Input { get; init; }

    /// <summary>The model's id.</summary>
    public string? Model { get; init; }

    /// <summary>The id of the voice.</summary>
    public string? VoiceId { get; init; }

    /// <summary>A recording of the voice to imitate, in base64.</summary>
    public string? RefAudio { get; init; }

    /// <summary>The format: <c>pcm</c>, <c>wav</c>, <c>mp3</c>, <c>flac</c> or <c>opus</c>.</summary>
    public string? ResponseFormat { get; init; }

    /// <summary>Metadata as a JSON object.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Whether the response is a stream. The operations set it.</summary>
    public bool? Stream { get; internal init; }
}
