using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Mono.Cecil;

namespace Mistral.Conformance.Tests.Architecture;

/// <summary>Which types of an assembly use which, and the source folders they are in.</summary>
internal sealed class AssemblyArchitecture
{
    // Types that the compiler and its generators add have no source file.
    private static readonly string[] s_generatedMarks = ["CompilerGeneratedAttribute", "EmbeddedAttribute", "GeneratedCodeAttribute"];

    private AssemblyArchitecture(IReadOnlyList<DeclaredType> types, IReadOnlyList<TypeUse> uses, IReadOnlyList<string> lost, IReadOnlyList<string> mutableStatics, IReadOnlyList<string> texts)
    {
        Types = types;
        Uses = uses;
        TypesWithoutSource = lost;
        MutableStatics = mutableStatics;
        Texts = texts;
    }

    /// <summary>The top-level types that have a source file.</summary>
    public IReadOnlyList<DeclaredType> Types { get; }

    /// <summary>All uses of one type by another, each once.</summary>
    public IReadOnlyList<TypeUse> Uses { get; }

    /// <summary>The types in the code for which no source file was found. Their uses are unknown.</summary>
    public IReadOnlyList<string> TypesWithoutSource { get; }

    /// <summary>The static fields that can change after the type was loaded, in the form <c>Folder: Type.Field</c>.</summary>
    public IReadOnlyList<string> MutableStatics { get; }

    /// <summary>The strings in the code, each once: complete literals, and the parts of interpolated strings.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Reads an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="sourceFolder">The folder of its project.</param>
    public static AssemblyArchitecture Read(Assembly assembly, string sourceFolder)
    {
        SourceFolders folders = new(sourceFolder);
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly.Location);
        List<DeclaredType> types = [];
        HashSet<TypeUse> uses = [];
        List<string> lost = [];
        List<string> mutable = [];
        HashSet<string> texts = [];
        foreach (TypeDefinition type in module.Types)
        {
            string name = NameOf(type);
            if (folders.Find(name) is not { } folder)
            {
                if (!IsGenerated(type))
                {
                    lost.Add(name);
                }

                continue;
            }

            types.Add(new DeclaredType(type.Namespace, type.Name, type.IsPublic, folder));
            foreach (TypeReference other in TypeReferences.Of(type))
            {
                string used = NameOf(other);
                _ = used != name && uses.Add(new TypeUse(name, folder, used, other.Scope == module ? folders.Find(used) : null));
            }

            texts.UnionWith(WithNested(type).SelectMany(t => t.Methods).Where(m => m.HasBody).SelectMany(m => m.Body.Instructions).Select(i => i.Operand).OfType<string>());
            FieldDefinition[] fields = [.. WithNested(type).Where(t => !IsGenerated(t)).SelectMany(t => t.Fields)];
            foreach (FieldDefinition constant in fields.Where(f => f is { IsLiteral: true, IsPrivate: false, DeclaringType.IsEnum: false }))
            {
                uses.UnionWith(folders.FindUses(constant.DeclaringType.Name, constant.Name).Select(u => new TypeUse(u.File, u.Folder, name, folder)));
            }

            mutable.AddRange(fields.Where(f => f is { IsStatic: true, IsInitOnly: false, IsLiteral: false }).Select(f => $"{folder}: {f.DeclaringType.Name}.{f.Name}"));
        }

        return new(types, [.. uses], lost, mutable, [.. texts]);
    }

    /// <summary>Finds the folders that use each other, directly or through other folders.</summary>
    /// <param name="but">The full name of a type that any folder may use, or null.</param>
    /// <returns>The folders of each cycle, and one use for each pair.</returns>
    public IReadOnlyList<string> FindFolderCycles(string? but = null)
    {
        ILookup<string, TypeUse> byFolder = Uses.Where(u => u.ToFolder is not null && u.ToFolder != u.FromFolder && u.To != but).ToLookup(u => u.FromFolder);
        Dictionary<string, HashSet<string>> reachable = byFolder.ToDictionary(f => f.Key, f => Reach(f.Key, byFolder));
        bool AreInCycle(string left, string right) =>
            reachable.TryGetValue(left, out HashSet<string>? ofLeft) && ofLeft.Contains(right) && reachable.TryGetValue(right, out HashSet<string>? ofRight) && ofRight.Contains(left);

        return
        [
            .. reachable.Keys.Where(f => AreInCycle(f, f))
                .GroupBy(f => string.Join(", ", reachable.Keys.Where(other => AreInCycle(f, other)).Order(StringComparer.Ordinal)))
                .Select(group => $"{group.Key}: {string.Join("; ", group.SelectMany(f => byFolder[f]).Where(u => AreInCycle(u.FromFolder, u.ToFolder!)).DistinctBy(u => (u.FromFolder, u.ToFolder)))}"),
        ];
    }

    private static HashSet<string> Reach(string start, ILookup<string, TypeUse> uses)
    {
        HashSet<string> found = [];
        Stack<string> open = new([start]);
        while (open.TryPop(out string? folder))
        {
            foreach (string next in uses[folder].Select(u => u.ToFolder!).Where(found.Add))
            {
                open.Push(next);
            }
        }

        return found;
    }

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => [type, .. type.NestedTypes.SelectMany(WithNested)];

    private static bool IsGenerated(TypeDefinition type) =>
        type.Name.StartsWith('<') || type.CustomAttributes.Any(a => s_generatedMarks.Contains(a.AttributeType.Name));

    private static string NameOf(TypeReference type) => type.FullName.Split('`')[0];
}
