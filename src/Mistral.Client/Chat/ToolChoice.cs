using System;
using System.Linq;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>Whether the model may, must or must not call a function, or which function it must call.</summary>
[JsonConverter(typeof(ToolChoiceConverter))]
public sealed class ToolChoice
{
    private static readonly string[] s_modes = ["auto", "none", "any", "required"];

    private ToolChoice(string? mode, string? functionName)
    {
        Mode = mode;
        FunctionName = functionName;
    }

    /// <summary><c>auto</c>, <c>none</c>, <c>any</c> or <c>required</c>; null if <see cref="FunctionName"/> is set.</summary>
    public string? Mode { get; }

    /// <summary>The function that the model must call; null if <see cref="Mode"/> is set.</summary>
    public string? FunctionName { get; }

    /// <summary>Creates a choice of one function, also if its name is that of a mode.</summary>
    /// <param name="name">The function's name.</param>
    public static ToolChoice Function(string name) => new(mode: null, name);

    /// <summary>Creates a choice from the name of a mode or else of a function.</summary>
    /// <param name="text">The name.</param>
    public static ToolChoice Parse(string text) =>
        s_modes.FirstOrDefault(mode => mode.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known ? new(known, functionName: null) : Function(text);

    /// <inheritdoc/>
    public override string ToString() => Mode ?? FunctionName!;
}
