using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.Client.Chat;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>A function that a model may call, with the command that runs for it; or a tool of the server.</summary>
internal sealed record Tool
{
    /// <summary>The name of the function for the model.</summary>
    public required string Name { get; init; }

    /// <summary>The description of the function.</summary>
    public string? Description { get; init; }

    /// <summary>The arguments as a JSON Schema.</summary>
    public JsonElement Parameters { get; init; }

    /// <summary>A tool of the server, as JSON of the API; null for a function.</summary>
    public JsonElement? BuiltIn { get; init; }

    /// <summary>Whether the arguments follow the schema exactly; null if the schema doesn't say.</summary>
    public bool? Strict { get; init; }

    /// <summary>The command or script block that runs; null if the caller runs the calls.</summary>
    public object? Command { get; init; }

    /// <summary>The ConfirmImpact of the command.</summary>
    public ConfirmImpact Impact { get; init; } = ConfirmImpact.Medium;

    /// <summary>Whether the command asks for confirmation itself, and so has <c>-Confirm</c>.</summary>
    public bool AsksItself { get; init; }

    /// <summary>The types of the command's parameters in the schema.</summary>
    public IReadOnlyDictionary<string, Type> ParameterTypes { get; init; } = new Dictionary<string, Type>();

    /// <summary>The mandatory parameters of each parameter set, the default set first. PowerShell would ask the user for missing ones.</summary>
    public IReadOnlyList<string[]> MandatorySets { get; init; } = [];

    /// <summary>Creates the tool of a request.</summary>
    public ChatTool ToRequest() => BuiltIn?.Deserialize(ChatJson.Context.ChatTool)
        ?? new() { Function = new ChatFunction { Name = Name, Description = Description, Parameters = Parameters, Strict = Strict } };
}
