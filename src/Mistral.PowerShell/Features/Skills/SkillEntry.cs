using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Skills;

/// <summary>A skill in a folder: SKILL.md in the open format of skills, and its other files beside it.</summary>
internal sealed class SkillEntry : RegistryEntry
{
    /// <summary>The file with the description and the instructions.</summary>
    public const string FileName = "SKILL.md";

    private static readonly string[] s_fields = ["name", "description", "sharingScope", "executable"];

    public required string Description { get; init; }

    /// <summary>The instructions.</summary>
    public required string Body { get; init; }

    public string? SharingScope { get; init; }

    /// <summary>The other files, by their paths with slashes.</summary>
    public required SortedDictionary<string, byte[]> Assets { get; init; }

    /// <summary>The paths of the executable files.</summary>
    public required string[] Executables { get; init; }

    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["sharingScope"] = SharingScope };

    /// <summary>Reads a skill of the server.</summary>
    /// <exception cref="SkillContentException">A file isn't valid Base64.</exception>
    public static SkillEntry FromServer(JsonElement skill) =>
        FromDefinition(JsonFields.GetMember(skill, "definition"), JsonFields.GetText(skill, "name") ?? string.Empty, JsonFields.GetText(skill, "sharingScope"));

    /// <summary>Reads the text of SKILL.md.</summary>
    /// <param name="text">The text.</param>
    /// <param name="assets">The other files.</param>
    /// <param name="unknown">The fields that the API doesn't store.</param>
    /// <returns>The skill; null if the text has no fields with a name.</returns>
    /// <exception cref="FormatException">The fields can't be read.</exception>
    public static SkillEntry? FromText(string text, SortedDictionary<string, byte[]> assets, out string[] unknown)
    {
        FrontMatter? file = FrontMatter.Read(text);
        unknown = [.. (file?.Names ?? []).Except(s_fields, StringComparer.OrdinalIgnoreCase)];
        return file?.GetText("name") is not { Length: > 0 } name ? null : new SkillEntry
        {
            Name = name,
            SharingScope = file.GetText("sharingScope"),
            Description = file.GetText("description") ?? string.Empty,
            Body = file.Body,
            Assets = assets,
            Executables = [.. (file.GetTexts("executable") ?? []).Where(assets.ContainsKey).OrderBy(n => n, StringComparer.Ordinal)],
        };
    }

    /// <summary>Gets the text of SKILL.md.</summary>
    public string ToText() => FrontMatter.Write(
        [
            ("name", Name),
            ("description", Description),
            ("sharingScope", SharingScope),
            ("executable", Executables.Length > 0 ? Executables : null),
        ],
        Body);

    public override Dictionary<string, object?> CreateDefinition()
    {
        Dictionary<string, object?> definition = new() { ["description"] = Description, ["body"] = Body };
        if (Assets.Count > 0)
        {
            definition["assets"] = Assets.ToDictionary(a => a.Key, a => (object?)CreateAsset(a.Key, a.Value));
        }

        return definition;
    }

    public override bool IsSame(JsonElement definition)
    {
        SkillEntry other;
        try
        {
            other = FromDefinition(definition, Name, SharingScope);
        }
        catch (SkillContentException)
        {
            // A new version replaces what can't be read.
            return false;
        }

        return other.Description == Description
            && other.Body == Body
            && other.Executables.SequenceEqual(Executables)
            && other.Assets.Keys.SequenceEqual(Assets.Keys)
            && other.Assets.All(a => a.Value.SequenceEqual(Assets[a.Key]));
    }

    private static SkillEntry FromDefinition(JsonElement definition, string name, string? sharingScope) => new()
    {
        Name = name,
        SharingScope = sharingScope,
        Description = JsonFields.GetText(definition, "description") ?? string.Empty,
        Body = JsonFields.GetText(definition, "body") ?? string.Empty,
        Assets = new(GetAssets(definition).ToDictionary(a => a.Name, a => GetBytes(a, name)), StringComparer.Ordinal),
        Executables = [.. GetAssets(definition).Where(a => JsonFields.GetMember(a.Value, "isExecutable").ValueKind is JsonValueKind.True).Select(a => a.Name).OrderBy(n => n, StringComparer.Ordinal)],
    };

    // The same bytes can be text or Base64. Files don't tell which it was, so only the bytes are compared.
    private Dictionary<string, object?> CreateAsset(string path, byte[] content)
    {
        Dictionary<string, object?> asset = StrictText.TryRead(content) is { } text && !text.Contains('\0')
            ? new() { ["textContent"] = text }
            : new() { ["rawContent"] = Convert.ToBase64String(content) };
        if (Executables.Contains(path))
        {
            asset["isExecutable"] = true;
        }

        return asset;
    }

    private static JsonProperty[] GetAssets(JsonElement definition) =>
        JsonFields.GetMember(definition, "assets") is { ValueKind: JsonValueKind.Object } assets ? [.. assets.EnumerateObject()] : [];

    private static byte[] GetBytes(JsonProperty asset, string skill)
    {
        try
        {
            return JsonFields.GetText(asset.Value, "textContent") is { } text
                ? Encoding.UTF8.GetBytes(text)
                : Convert.FromBase64String(JsonFields.GetText(asset.Value, "rawContent") ?? string.Empty);
        }
        catch (FormatException)
        {
            throw SkillContentException.NotBase64(skill, asset.Name);
        }
    }
}
