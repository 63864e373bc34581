using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>A model of the catalogue.</summary>
internal sealed record ModelCard(string Id, string Description, int Context, double? Temperature, string[] Capabilities)
{
    private const long Created = 1_767_225_600;

    private static readonly string[] _allCapabilities =
    [
        "completion_chat", "function_calling", "reasoning", "completion_fim", "fine_tuning", "vision", "ocr", "classification",
        "moderation", "audio", "audio_transcription", "audio_transcription_realtime", "audio_speech", "unified_resources",
    ];

    public string[] Aliases { get; init; } = [];

    public string? Deprecation { get; init; }

    public string? Replacement { get; init; }

    /// <summary>The base model of a fine-tuned model; null for a base model.</summary>
    public string? Root { get; init; }

    public string? Name { get; init; }

    public bool Archived { get; init; }

    public string Owner => Root is null ? "mistralai" : "acme";

    public bool Can(string capability) => Capabilities.Contains(capability);

    public bool IsCalled(string name) => Id == name || Aliases.Contains(name);

    public JsonObject ToCard()
    {
        var card = new JsonObject
        {
            ["id"] = Id,
            ["object"] = "model",
            ["created"] = Created,
            ["owned_by"] = Owner,
            ["capabilities"] = new JsonObject(_allCapabilities.Select(name => KeyValuePair.Create(name, (JsonNode?)Can(name)))),
            ["name"] = Name ?? Id,
            ["description"] = Description,
            ["max_context_length"] = Context,
            ["aliases"] = new JsonArray([.. Aliases.Select(alias => (JsonNode)alias)]),
            ["deprecation"] = Deprecation,
            ["deprecation_replacement_model"] = Replacement,
            ["default_model_temperature"] = Temperature,
            ["internal"] = false,
            ["type"] = Root is null ? "base" : "fine-tuned",
        };
        if (Root is not null)
        {
            card["job"] = Seed.Uuid(Id, 0);
            card["root"] = Root;
            card["archived"] = Archived;
        }

        return card;
    }

    /// <summary>Returns the other form, which the fine-tuning endpoints use.</summary>
    public JsonObject ToFineTuned() => new()
    {
        ["id"] = Id,
        ["object"] = "model",
        ["created"] = Created,
        ["owned_by"] = Owner,
        ["workspace_id"] = Seed.Uuid("/v1/admin/workspaces", 0),
        ["root"] = Root,
        ["root_version"] = "2603",
        ["archived"] = Archived,
        ["name"] = Name,
        ["description"] = Description,
        ["capabilities"] = new JsonObject
        {
            ["completion_chat"] = Can("completion_chat"),
            ["completion_fim"] = Can("completion_fim"),
            ["function_calling"] = Can("function_calling"),
            ["fine_tuning"] = Can("fine_tuning"),
            ["classification"] = Can("classification"),
        },
        ["max_context_length"] = Context,
        ["aliases"] = new JsonArray([.. Aliases.Select(alias => (JsonNode)alias)]),
        ["job"] = Seed.Uuid(Id, 0),
        ["model_type"] = "completion",
    };
}
