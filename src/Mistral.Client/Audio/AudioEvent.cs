using System.Text.Json;

namespace Mistral.Client;

/// <summary>An event of a transcription or of speech that is streamed.</summary>
/// <param name="Type">The type, such as <c>transcription.text.delta</c>.</param>
/// <param name="Json">Its fields, as the API names them.</param>
public sealed record AudioEvent(string Type, JsonElement Json)
{
    /// <summary>The type of the last event of a transcription, which has the whole transcription.</summary>
    public const string TranscriptionDone = "transcription.done";
}
