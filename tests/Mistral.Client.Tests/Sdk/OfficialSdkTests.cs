#if NET
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Testing;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>The emulator is what it says it is: the official SDK for TypeScript, whose parsers are strict, takes all of its replies.</summary>
public sealed class OfficialSdkTests(EmulatorFixture emulator, ITestOutputHelper output) : EmulatorTests(emulator)
{
    private const string Package = "@mistralai/mistralai";
    private const string Version = "2.7.0";

    private static readonly TimeSpan s_installTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_runTime = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_official_sdk_makes_every_call_that_the_emulator_serves()
    {
        string? node = ExecutableSearch.Find("node");
        Assert.SkipUnless(node is not null, "The SDK needs Node.js: 'node' is not on PATH.");
        string folder = Path.Combine(RepositoryPaths.Root, "artifacts", "sdk", Version);
        string? reason = await InstallAsync(folder);
        Assert.SkipUnless(reason is null, reason ?? string.Empty);

        ProcessOutcome outcome = await BoundedProcess.RunAsync(
            node,
            [Path.Combine(AppContext.BaseDirectory, "Sdk", "calls.mjs"), folder],
            folder,
            new Dictionary<string, string?> { ["MISTRAL_TEST_URI"] = Emulator.BaseUri.ToString(), ["MISTRAL_TEST_KEY"] = Emulator.ApiKey, ["MISTRAL_API_KEY"] = null },
            s_runTime,
            Cancellation);

        string text = outcome.Output.Replace(Emulator.ApiKey, "(key)", StringComparison.OrdinalIgnoreCase);
        output.WriteLine(text);
        Assert.DoesNotContain("FAILED", text, StringComparison.Ordinal);
        Assert.Contains("ALL CALLS PARSED", text, StringComparison.Ordinal);
    }

    // Gives the reason why it can't be had; null where it is there.
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

        // In a folder of its own first: what was installed by halves must not be taken for all of it.
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
