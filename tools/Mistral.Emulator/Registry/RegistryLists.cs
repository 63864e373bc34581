using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The lists of stored prompts and skills, and the versions of each.</summary>
internal static class RegistryLists
{
    public const string PromptPath = "/v2/prompts";
    public const string SkillPath = "/v2/skills";

    private static readonly (string Name, string Content, string Variable)[] _prompts =
    [
        ("support-greeting", "You are the support assistant of {{product}}. Answer in one sentence.", "product"),
        ("summarise", "Summarise in one sentence: {{text}}", "text"),
    ];

    public static ListResource Prompts { get; } = Registry(PromptPath, Prompt);

    public static ListResource Skills { get; } = Registry(SkillPath, Skill);

    public static ListResource PromptVersions { get; } = Versions(PromptPath + "/{prompt_id}/versions");

    public static ListResource SkillVersions { get; } = Versions(SkillPath + "/{skill_id}/versions");

    public static IReadOnlyList<ListResource> All { get; } = [Prompts, Skills, PromptVersions, SkillVersions];

    // This service omits empty values, including the token of the last page.
    private static ListResource Registry(string path, Func<int, JsonObject> item) => new(path, item, Paging.Token("pageSize", "pageToken", 50), Page)
    {
        Count = 2,
        SeededPath = path,
        HasOwnRoutes = true,
    };

    private static ListResource Versions(string path) => new(path, index => new JsonObject { ["version"] = index }, (items, _) => new ListPage(items, items.Count, 0, items.Count, null), Page)
    {
        Count = 0,
        IdField = "version",
        HasOwnRoutes = true,
    };

    private static JsonObject Page(ListPage page)
    {
        var wrapped = new JsonObject();
        if (page.Items.Count > 0)
        {
            wrapped["data"] = page.ToArray();
        }

        if (page.Next is not null)
        {
            wrapped["nextPageToken"] = page.Next;
        }

        return wrapped;
    }

    private static JsonObject Prompt(int index)
    {
        var (name, content, variable) = _prompts.ElementAtOrDefault(index);
        return Common(PromptPath, index, name ?? "prompt-" + Number(index), new JsonObject
        {
            ["content"] = content ?? "Summarise {{text}}.",
            ["variables"] = new JsonArray(new JsonObject { ["name"] = variable ?? "text" }),
        });
    }

    private static JsonObject Skill(int index) => Common(SkillPath, index, index == 0 ? "release-notes" : "skill-" + Number(index), new JsonObject
    {
        ["description"] = "Use it to write release notes.",
        ["body"] = "List the changes by area, the most important one first.\n\nUse template.md.",
        ["assets"] = new JsonObject { ["template.md"] = new JsonObject { ["textContent"] = "# Version\n" } },
    });

    private static JsonObject Common(string path, int index, string name, JsonObject definition) => new()
    {
        ["id"] = Seed.Uuid(path, index),
        ["name"] = name,
        ["definition"] = definition,
        ["version"] = 1,
        ["aliases"] = index == 0 ? new JsonArray("production") : new JsonArray(),
        ["sharingScope"] = "workspace",
        ["createdAt"] = Seed.Stamp(index),
        ["updatedAt"] = Seed.Stamp(index),
        ["latestVersion"] = 1,
    };

    private static string Number(int index) => index.ToString("D4", CultureInfo.InvariantCulture);
}
