using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Session;
using Mistral.Testing;
using Xunit;

namespace Mistral.Conformance.Tests.Architecture;

/// <summary>The structure of the cmdlets: layers, features beside each other, and what lies below a cmdlet.</summary>
public sealed class ModuleArchitectureTests
{
    private const int MaxBases = 4;
    private const int MaxLines = 350;
    private const string CommandNamespace = "Mistral.PowerShell.Commands";
    private const string PublicNamespace = "Mistral.PowerShell";

    private static readonly string s_folder = Path.Combine(RepositoryPaths.Root, "src", "Mistral.PowerShell");
    private static readonly AssemblyArchitecture s_module = AssemblyArchitecture.Read(typeof(MistralCmdlet).Assembly, s_folder);

    private static readonly Dictionary<string, string> s_longFiles = new()
    {
        ["HttpTransport.cs"] = "One request from its key to its reply, with retries and redirects: each step decides the next.",
        ["InvokeMistralChatCommand.cs"] = "Its parameters are more than half of it.",
    };

    private static readonly Layers s_layers = new(["Core"], ["Session"], ["Operations"], ["AI"], ["Features"], [SourceFolders.Root]);

    [Fact]
    public void Each_type_has_a_source_file() => Violations.AssertNone(s_module.TypesWithoutSource);

    // The session consists of the contents of its folders, and they find each other through it.
    [Fact]
    public void No_folder_depends_on_itself_through_others() => Violations.AssertNone(s_module.FindFolderCycles(but: typeof(MistralSession).FullName));

    [Fact]
    public void A_layer_uses_only_lower_ones() => Violations.AssertNone(s_layers.FindViolations(s_module));

    // A feature names the resource of another feature, not the cmdlet that lists it.
    [Fact]
    public void No_feature_names_a_cmdlet_of_another() => Violations.AssertNone(s_module.Uses
        .Where(u => u.ToFolder is not null && u.ToFolder != u.FromFolder && u.To.StartsWith(CommandNamespace + ".", StringComparison.Ordinal))
        .Select(u => u.ToString()));

    [Fact]
    public void No_type_uses_HTTP_types() => Violations.AssertNone(s_module.Uses
        .Where(u => u.To.StartsWith("System.Net.Http.", StringComparison.Ordinal) || u.To == "System.Net.HttpStatusCode")
        .Select(u => u.ToString()));

    [Fact]
    public void No_static_field_is_mutable() => Violations.AssertNone(s_module.MutableStatics);

    [Fact]
    public void An_internal_type_has_the_namespace_of_its_folder() => Violations.AssertNone(s_module.Types
        .Where(t => !t.IsPublic && t.Namespace != (t.Folder == SourceFolders.Root ? PublicNamespace : $"{PublicNamespace}.{t.Folder.Replace('/', '.')}"))
        .Select(t => $"{t.Namespace}.{t.Name} ({t.Folder})"));

    [Fact]
    public void A_cmdlet_has_few_base_classes() => Violations.AssertNone(typeof(MistralCmdlet).Assembly.GetTypes()
        .Where(t => t.CustomAttributes.Any(a => a.AttributeType == typeof(CmdletAttribute)) && CountBases(t) > MaxBases)
        .Select(t => $"{t.Name} has {CountBases(t)} bases of ours."));

    [Fact]
    public void No_file_is_long_without_a_reason() => Violations.AssertNone(Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(f => (File: f, Lines: File.ReadLines(f).Count()))
        .Where(f => f.Lines > MaxLines && !s_longFiles.ContainsKey(Path.GetFileName(f.File)))
        .Select(f => $"{Path.GetRelativePath(RepositoryPaths.Root, f.File)} has {f.Lines} lines."));

    private static int CountBases(Type type)
    {
        int count = 0;
        for (Type? at = type.BaseType; at is not null && at.Assembly == type.Assembly; at = at.BaseType)
        {
            count++;
        }

        return count;
    }
}
