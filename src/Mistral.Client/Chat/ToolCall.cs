using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Json;

namespace Mistral.Client;

/// <summary>A function that the model asks to call.</summary>
public sealed class ToolCall
{
    internal const string Pending = "pending";

    /// <summary>The call's id, which the answer names.</summary>
    [JsonInclude]
    public string? Id { get; internal set; }

    /// <summary>Its kind: <c>function</c>.</summary>
    [JsonInclude]
    public string? Type { get; internal set; }

    /// <summary>What to call, and with what.</summary>
    [JsonInclude]
    public FunctionCall Function
    {
        get;
        internal set => field = value ?? new();
    }

    = new();

    /// <summary>Its place among the calls of one message.</summary>
    [JsonIgnore]
    public int Index => GivenIndex ?? 0;

    /// <summary>Of a call that the server runs, in a conversation: <c>pending</c> where it waits for leave.</summary>
    [JsonInclude]
    public string? ConfirmationStatus { get; internal set; }

    /// <summary>The place as the server gave it; null where it gave none.</summary>
    [JsonInclude]
    [JsonPropertyName("index")]
    internal int? GivenIndex { get; set; }

    /// <summary>Whether a list of calls has in it what a call has to have.</summary>
    internal static bool AreWhole(IReadOnlyList<ToolCall>? calls) => calls?.All(c => c is not null) is not false;

    /// <summary>Makes it a call that can be answered and sent back.</summary>
    internal ToolCall Complete()
    {
        Id = ToolCallId.GetOrCreate(Id);
        Function.Arguments = Function.Arguments is { } arguments ? Utf16.ReplaceHalves(arguments) : null;
        return this;
    }

    /// <summary>The call as the API takes it back: with arguments that are an object.</summary>
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

    /// <summary>Its arguments as JSON.</summary>
    [JsonInclude]
    [JsonConverter(typeof(RawTextConverter))]
    public string? Arguments { get; internal set; }

    /// <summary>Whether it is called without arguments, in any of the ways that servers write so.</summary>
    internal bool HasNoArguments => IsNone(Arguments);

    /// <summary>Whether a text says that there are no arguments, though it is not the empty object.</summary>
    internal static bool IsNone(string? arguments) => string.IsNullOrWhiteSpace(arguments) || arguments!.Trim() == "null";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Arguments}";
}
