namespace Mistral.Client;

/// <summary>The expected text of most of the answer, such as a text of which only parts change.</summary>
/// <param name="Content">The text.</param>
public sealed record Prediction(string Content)
{
    /// <summary>The type: <c>content</c>.</summary>
    public string Type { get; init; } = "content";
}
