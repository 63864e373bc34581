using System.Collections.Generic;
using Mistral.Client;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>The context of a question.</summary>
/// <param name="Text">The text after the question, or null.</param>
/// <param name="Media">The images, documents and sounds.</param>
internal readonly record struct InputContext(string? Text, IReadOnlyList<ContentChunk> Media)
{
    public static InputContext None { get; } = new(null, []);

    /// <summary>Appends the text to a question.</summary>
    public string? AddTo(string? question) =>
        Text is null ? question : question is null ? Text : $"{question}\n\n{Text}";
}
