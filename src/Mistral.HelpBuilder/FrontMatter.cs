using YamlDotNet.Serialization;

namespace Mistral.HelpBuilder;

/// <summary>What a command's page says of itself before its first heading.</summary>
internal sealed class FrontMatter
{
    [YamlMember(Alias = "external help file")]
    public required string? HelpFile { get; init; }

    [YamlMember(Alias = "Module Name")]
    public required string? ModuleName { get; init; }

    [YamlMember(Alias = "online version")]
    public required string? OnlineVersion { get; init; }

    [YamlMember(Alias = "schema")]
    public required string? Schema { get; init; }
}
