using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Json;

namespace Mistral.Client;

/// <summary>A call of a function, which the model asks for.</summary>
public sealed class ToolCall
{
    internal const string Pending = "pending";

    /// <summary>The id of the call. The result refers to it.</summary>
    [JsonInclude]
    public string? Id { get; internal set; }

    /// <summary>The type: <c>function</c>.</summary>
    [JsonInclude]
    public string? Type { get; internal set; }

    /// <summary>The function and its arguments.</summary>
    [JsonInclude]
    public FunctionCall Function
    {
        get;
        internal set => field = value ?? new();
    }

    = new();

    /// <summary>The index among the calls of one message, from 0.</summary>
    [JsonIgnore]
    public int Index => GivenIndex ?? 0;

    /// <summary>For a call that the server runs in a conversation: <c>pending</c> if it waits for approval.</summary>
    [JsonInclude]
    public string? ConfirmationStatus { get; internal set; }

    /// <summary>The index that the server sent; null without one.</summary>
    [JsonInclude]
    [JsonPropertyName("index")]
    internal int? GivenIndex { get; set; }

    /// <summary>Whether each call of a list has all required fields.</summary>
    internal static bool AreWhole(IReadOnlyList<ToolCall>? calls) => calls?.All(c => c is not null) is not false;

    /// <summary>Completes the call, so that it can be answered and sent back.</summary>
    internal ToolCall Complete()
    {
        Id = ToolCallId.GetOrCreate(Id);
        Function.Arguments = Function.Arguments is { } arguments ? Utf16.ReplaceHalves(arguments) : null;
        return this;
    }

    /// <summary>Gets the call in the form that the API accepts: its arguments are an object.</summary>
    internal ToolCall ForReplay() => GivenIndex is not null && !Function.HasNoArguments ? this : new ToolCall
    {
        Id = Id,
        Type = Type,
        GivenIndex = Index,
        ConfirmationStatus = ConfirmationStatus,
        Function = new FunctionCall { Name = Function.Name, Arguments = Function.HasNoArguments ? "{}" : Function.Arguments },
    };
}

/// <summary>A function's name and its arguments.</summary>
public sealed class FunctionCall
{
    /// <summary>The function's name.</summary>
    [JsonInclude]
    public string? Name { get; internal set; }

    /// <summary>The arguments as JSON.</summary>
    [JsonInclude]
    [JsonConverter(typeof(RawTextConverter))]
    public string? Arguments { get; internal set; }

    /// <summary>Whether the call has no arguments, in any form that servers use.</summary>
    internal bool HasNoArguments => IsNone(Arguments);

    /// <summary>Whether a text means "no arguments", but isn't the empty object.</summary>
    internal static bool IsNone(string? arguments) => string.IsNullOrWhiteSpace(arguments) || arguments!.Trim() == "null";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Arguments}";
}
