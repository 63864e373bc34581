using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Mistral.Client;
using Mistral.Testing;
using Xunit;

namespace Mistral.Conformance.Tests.Architecture;

/// <summary>The structure of the client: what each folder may use.</summary>
public sealed partial class ClientArchitectureTests
{
    private const string Transport = "Transport";
    private const string PublicNamespace = "Mistral.Client";

    private static readonly AssemblyArchitecture s_client =
        AssemblyArchitecture.Read(typeof(MistralClient).Assembly, Path.Combine(RepositoryPaths.Root, "src", "Mistral.Client"));

    private static readonly Layers s_layers = new(
        ["Compatibility", "Errors", "Events", "Json", "Usage"],
        ["Authentication"],
        [Transport],
        ["Paging", "Streaming"],
        ["ApiKeys", "Chat", "Embeddings", "Files", "Identity", "Libraries", "Models"],
        ["Audio", "Classifiers", "Conversations", "Fim", "Ocr"],
        ["Batch"],
        [SourceFolders.Root]);

    [Fact]
    public void Each_type_has_a_source_file() => Violations.AssertNone(s_client.TypesWithoutSource);

    [Fact]
    public void An_internal_type_has_the_namespace_of_its_folder() => Violations.AssertNone(s_client.Types
        .Where(t => !t.IsPublic && t.Namespace != $"{PublicNamespace}.{t.Folder}")
        .Select(t => $"{t.Namespace}.{t.Name} ({t.Folder})"));

    [Fact]
    public void A_public_type_has_the_same_namespace_in_any_folder() => Violations.AssertNone(s_client.Types
        .Where(t => t.IsPublic && t.Namespace != PublicNamespace)
        .Select(t => $"{t.Namespace}.{t.Name} ({t.Folder})"));

    [Fact]
    public void No_folder_depends_on_itself_through_others() => Violations.AssertNone(s_client.FindFolderCycles());

    [Fact]
    public void A_folder_uses_only_lower_layers() => Violations.AssertNone(s_layers.FindViolations(s_client));

    [Fact]
    public void Only_the_transport_uses_HTTP_types()
    {
        TypeUse[] uses = [.. s_client.Uses.Where(u => u.To.StartsWith("System.Net.Http.", StringComparison.Ordinal))];
        Assert.NotEmpty(uses);
        Violations.AssertNone(uses.Where(u => u.FromFolder is not Transport).Select(u => u.ToString()));
    }

    // Advice about cmdlets belongs to the module.
    [Fact]
    public void No_string_names_a_cmdlet_or_a_parameter() => Violations.AssertNone(s_client.Texts.Where(t => CmdletOrParameter().IsMatch(t)));

    [Fact]
    public void No_static_field_is_mutable() => Violations.AssertNone(s_client.MutableStatics);

    [GeneratedRegex(@"\b[A-Z][a-z]+-Mistral|(^|[\s(])-[A-Z][a-z]+")]
    private static partial Regex CmdletOrParameter();
}
