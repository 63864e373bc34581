using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>Pester as a package, in the package folder of this user.</summary>
internal static class PesterPackage
{
    private static readonly TimeSpan RestoreLimit = TimeSpan.FromMinutes(2);

    /// <returns>The manifest of Pester, or null and the reason.</returns>
    public static async Task<(string? Path, string Problem)> FindAsync(CancellationToken cancellationToken)
    {
        var manifest = Path.Combine(
            RepositoryPaths.Baked("PackageFolder"), "pester", RepositoryPaths.Baked("PesterVersion"), "tools", "Pester.psd1");
        if (File.Exists(manifest))
        {
            return (manifest, "");
        }

        var project = Path.Combine(RepositoryPaths.TestProject, "Support", "Pester.csproj");
        var restore = await BoundedProcess.RunAsync(
            "dotnet", ["restore", project], RepositoryPaths.Root, new Dictionary<string, string?>(), RestoreLimit, cancellationToken);
        return File.Exists(manifest)
            ? (manifest, "")
            : (null, $"Pester {RepositoryPaths.Baked("PesterVersion")} isn't in the package folder, and `dotnet restore` failed ({restore.LastLine})");
    }
}
