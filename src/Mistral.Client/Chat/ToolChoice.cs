using System;
using System.Linq;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>Whether the model may, must or must not call a function, or which one it has to call.</summary>
[JsonConverter(typeof(ToolChoiceConverter))]
public sealed class ToolChoice
{
    private static readonly string[] s_modes = ["auto", "none", "any", "required"];

    private ToolChoice(string? mode, string? functionName)
    {
        Mode = mode;
        FunctionName = functionName;
    }

    /// <summary><c>auto</c>, <c>none</c>, <c>any</c> or <c>required</c>; null where a function is named.</summary>
    public string? Mode { get; }

    /// <summary>The function that has to be called; null where there is a mode.</summary>
    public string? FunctionName { get; }

    /// <summary>Makes the choice of one function, whatever its name.</summary>
    /// <param name="name">The function's name.</param>
    public static ToolChoice Function(string name) => new(mode: null, name);

    /// <summary>Makes a choice from a word: a mode, else the name of a function.</summary>
    /// <param name="text">The word.</param>
    public static ToolChoice Parse(string text) =>
        s_modes.FirstOrDefault(mode => mode.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known ? new(known, functionName: null) : Function(text);

    /// <inheritdoc/>
    public override string ToString() => Mode ?? FunctionName!;
}
