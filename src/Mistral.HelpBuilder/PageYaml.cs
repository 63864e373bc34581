using System;
using System.Diagnostics.CodeAnalysis;
using Markdig.Syntax;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Mistral.HelpBuilder;

/// <summary>Reads the YAML of a page and reports what is wrong with it at its own line.</summary>
internal sealed class PageYaml(MarkdownPage page, Rule rule)
{
    // Other tools keep keys of their own in front matter.
    private static readonly IDeserializer _lenient = Start().IgnoreUnmatchedProperties().Build();

    private static readonly IDeserializer _strict = Start().Build();

    public bool TryReadFrontMatter(LeafBlock block, [NotNullWhen(true)] out FrontMatter? value) =>
        TryRead(block, _lenient, out value);

    public bool TryReadParameter(LeafBlock block, [NotNullWhen(true)] out ParameterTable? value) =>
        TryRead(block, _strict, out value);

    private static DeserializerBuilder Start() =>
        new DeserializerBuilder().WithDuplicateKeyChecking().WithEnforceRequiredMembers();

    private bool TryRead<T>(LeafBlock block, IDeserializer deserializer, [NotNullWhen(true)] out T? value)
        where T : class
    {
        int line = MarkdownPage.LineOf(block);
        value = null;
        try
        {
            value = deserializer.Deserialize<T?>(block.Lines.ToString());
            if (value is null)
            {
                page.Report(line, rule, "the YAML block is empty");
            }
        }
        catch (YamlException error)
        {
            // The fence is the line before the first of the YAML. What is inside tells more than its wrapper.
            Exception cause = error.InnerException ?? error;
            page.Report(line + (int)error.Start.Line, rule, $"the YAML cannot be read: {cause.Message}");
        }

        return value is not null;
    }
}
