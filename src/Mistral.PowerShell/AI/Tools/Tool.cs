using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.Client.Chat;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>A function that a model may ask for, and what runs for it; or a tool of the server.</summary>
internal sealed record Tool
{
    /// <summary>The function's name, as the model has it.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public string? Description { get; init; }

    /// <summary>Its arguments as a JSON Schema.</summary>
    public JsonElement Parameters { get; init; }

    /// <summary>A tool of the server as the API writes it; null for a function.</summary>
    public JsonElement? BuiltIn { get; init; }

    /// <summary>Whether arguments follow the schema to the letter, where its owner says so.</summary>
    public bool? Strict { get; init; }

    /// <summary>The command or script block that runs; null where the caller answers the calls himself.</summary>
    public object? Command { get; init; }

    /// <summary>How much the command changes, by its own word.</summary>
    public ConfirmImpact Impact { get; init; } = ConfirmImpact.Medium;

    /// <summary>Whether the command asks before it changes something, and so takes <c>-Confirm</c>.</summary>
    public bool AsksItself { get; init; }

    /// <summary>The types of the command's parameters, as the schema tells them.</summary>
    public IReadOnlyDictionary<string, Type> ParameterTypes { get; init; } = new Dictionary<string, Type>();

    /// <summary>What has to be there, for each way to call the command, the usual one first: PowerShell would ask the user for the rest.</summary>
    public IReadOnlyList<string[]> MandatorySets { get; init; } = [];

    /// <summary>What the API is told of it.</summary>
    public ChatTool ToRequest() => BuiltIn?.Deserialize(ChatJson.Context.ChatTool)
        ?? new() { Function = new ChatFunction { Name = Name, Description = Description, Parameters = Parameters, Strict = Strict } };
}
