using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Mistral.Testing;

/// <summary>Paths of the repository this test assembly was built in.</summary>
internal static class RepositoryPaths
{
    public static string Root { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, Baked("RepositoryRoot")));

    public static string ModuleManifest { get; } = Path.GetFullPath(Path.Combine(Root, Baked("ModuleManifest")));

    public static string TestProject { get; } = Path.GetFullPath(Path.Combine(Root, Baked("TestProject")));

    public static string TestResults { get; } = Path.Combine(Root, "artifacts", "test-results");

    public static string Baked(string key) =>
        typeof(RepositoryPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == key)?.Value
        ?? throw new InvalidOperationException($"The build left no '{key}' in this assembly.");
}
