using System.Collections.Generic;
using Mistral.Client;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>What a question is about.</summary>
/// <param name="Text">What follows the question, or null.</param>
/// <param name="Media">What is sent beside it.</param>
internal readonly record struct InputContext(string? Text, IReadOnlyList<ContentChunk> Media)
{
    public static InputContext None { get; } = new(null, []);

    /// <summary>Puts it below a question, where there are both.</summary>
    public string? AddTo(string? question) =>
        Text is null ? question : question is null ? Text : $"{question}\n\n{Text}";
}
