using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>A function that the model asks to call.</summary>
public sealed class ToolCall
{
    internal const string Pending = "pending";

    /// <summary>The call's id, which the answer names.</summary>
    public string? Id { get; init; }

    /// <summary>Its kind: <c>function</c>.</summary>
    public string? Type { get; init; }

    /// <summary>What to call, and with what.</summary>
    public required FunctionCall Function { get; init; }

    /// <summary>Its place among the calls of one message.</summary>
    public int Index { get; init; }

    /// <summary>Of a call that the server runs, in a conversation: <c>pending</c> where it waits for leave.</summary>
    public string? ConfirmationStatus { get; init; }

    /// <summary>Whether a list of calls has in it what a call has to have.</summary>
    internal static bool AreWhole(IReadOnlyList<ToolCall>? calls) => calls?.All(c => c?.Function is not null) is not false;
}

/// <summary>A function's name and its arguments.</summary>
public sealed class FunctionCall
{
    /// <summary>The function's name.</summary>
    public string? Name { get; init; }

    /// <summary>Its arguments as JSON.</summary>
    [JsonConverter(typeof(RawTextConverter))]
    public string? Arguments { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Arguments}";
}
