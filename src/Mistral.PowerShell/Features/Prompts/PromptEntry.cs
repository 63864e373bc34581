using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mistral.PowerShell.AI.Prompts;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Prompts;

/// <summary>A prompt in a file: fields, and below them its text.</summary>
internal sealed class PromptEntry : RegistryEntry
{
    /// <summary>The extension of the files.</summary>
    public const string Extension = ".md";

    private static readonly string[] s_fields = ["name", "title", "description", "sharingScope", "variables"];

    /// <summary>The text with its placeholders.</summary>
    public required string Content { get; init; }

    /// <summary>The names of its variables.</summary>
    public required string[] Variables { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    public string? SharingScope { get; init; }

    public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["title"] = Title,
        ["description"] = Description,
        ["sharingScope"] = SharingScope,
    };

    /// <summary>Reads a prompt of the server.</summary>
    public static PromptEntry FromServer(JsonElement prompt)
    {
        JsonElement definition = JsonFields.GetMember(prompt, "definition");
        return new PromptEntry
        {
            Name = JsonFields.GetText(prompt, "name") ?? string.Empty,
            Title = JsonFields.GetText(prompt, "title"),
            Description = JsonFields.GetText(prompt, "description"),
            SharingScope = JsonFields.GetText(prompt, "sharingScope"),
            Content = JsonFields.GetText(definition, "content") ?? string.Empty,
            Variables = GetVariables(definition),
        };
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unknown">The fields that the API doesn't store.</param>
    /// <returns>The prompt; null if the text has no fields with a name.</returns>
    /// <exception cref="FormatException">The fields can't be read.</exception>
    public static PromptEntry? FromText(string text, out string[] unknown)
    {
        FrontMatter? file = FrontMatter.Read(text);
        unknown = [.. (file?.Names ?? []).Except(s_fields, StringComparer.OrdinalIgnoreCase)];
        return file?.GetText("name") is not { Length: > 0 } name ? null : new PromptEntry
        {
            Name = name,
            Title = file.GetText("title"),
            Description = file.GetText("description"),
            SharingScope = file.GetText("sharingScope"),
            Content = file.Body,
            Variables = PromptTemplate.GetVariables(file.Body, file.GetTexts("variables")),
        };
    }

    /// <summary>Gets the text of the file.</summary>
    public string ToText() => FrontMatter.Write(
        [
            ("name", Name),
            ("title", NullIfEmpty(Title)),
            ("description", NullIfEmpty(Description)),
            ("sharingScope", SharingScope),
            ("variables", Variables.SequenceEqual(PromptTemplate.GetVariables(Content, null)) ? null : Variables),
        ],
        Content);

    public override Dictionary<string, object?> CreateDefinition()
    {
        Dictionary<string, object?> body = new() { ["definition"] = new Dictionary<string, object?> { ["content"] = Content } };
        return (Dictionary<string, object?>)PromptTemplate.AddVariables(body, Content, Variables)["definition"]!;
    }

    public override bool IsSame(JsonElement definition) =>
        (JsonFields.GetText(definition, "content") ?? string.Empty) == Content && GetVariables(definition).SequenceEqual(Variables);

    private static string[] GetVariables(JsonElement definition) => JsonFields.GetMember(definition, "variables") is { ValueKind: JsonValueKind.Array } many
        ? [.. many.EnumerateArray().Select(v => JsonFields.GetText(v, "name")).OfType<string>()]
        : [];

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
