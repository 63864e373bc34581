#if NET
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Testing;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>The official SDK for TypeScript, as npm has it.</summary>
internal static class OfficialSdk
{
    private const string Package = "@mistralai/mistralai";
    private const string Version = "2.7.0";

    private static readonly TimeSpan s_installTime = TimeSpan.FromMinutes(2);
    private static readonly SemaphoreSlim s_turn = new(1);

    /// <summary>Gets the folder of the SDK's modules, or skips the test with the reason.</summary>
    public static async Task<string> InstallAsync()
    {
        string folder = Path.Combine(RepositoryPaths.Root, "artifacts", "sdk", Version);
        await s_turn.WaitAsync();
        try
        {
            string? reason = await InstallAsync(folder);
            Assert.SkipUnless(reason is null, reason ?? string.Empty);
            return folder;
        }
        finally
        {
            _ = s_turn.Release();
        }
    }

    /// <summary>Gets the folder of the SDK's type declarations.</summary>
    public static async Task<string> GetTypesAsync() =>
        Path.Combine([await InstallAsync(), "node_modules", .. Package.Split('/'), "esm", "models", "components"]);

    // Returns the reason why the SDK is not available, or null.
    private static async Task<string?> InstallAsync(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, "node_modules", "@mistralai", "mistralai", "esm")))
        {
            return null;
        }

        string? npm = ExecutableSearch.Find("npm");
        if (npm is null)
        {
            return "The SDK comes from npm, which is not on PATH.";
        }

        // Install into a temporary folder first, so that a partial installation is never used.
        string made = $"{folder}.{Guid.NewGuid():N}";
        _ = Directory.CreateDirectory(made);
        ProcessOutcome outcome = await BoundedProcess.RunAsync(
            npm, ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", made, $"{Package}@{Version}"], made, new Dictionary<string, string?>(), s_installTime, CancellationToken.None);
        if (!Directory.Exists(Path.Combine(made, "node_modules", "@mistralai", "mistralai")))
        {
            Directory.Delete(made, recursive: true);
            return $"npm could not install {Package} {Version}: {outcome.Output}";
        }

        if (!Directory.Exists(folder))
        {
            Directory.Move(made, folder);
        }

        return null;
    }
}
#endif
