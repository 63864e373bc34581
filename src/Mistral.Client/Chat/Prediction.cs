namespace Mistral.Client;

/// <summary>What a reply is expected to be for the most part, such as a text that is to be changed in places.</summary>
/// <param name="Content">The text.</param>
public sealed record Prediction(string Content)
{
    /// <summary>Its kind: <c>content</c>.</summary>
    public string Type { get; init; } = "content";
}
