#if NET
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Mistral.Testing;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>The emulator is what it says it is: the official SDK for TypeScript, whose parsers are strict, takes all of its replies.</summary>
public sealed class OfficialSdkTests(EmulatorFixture emulator, ITestOutputHelper output) : EmulatorTests(emulator)
{
    private static readonly TimeSpan s_runTime = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_official_SDK_can_make_every_call_that_the_emulator_supports()
    {
        string? node = ExecutableSearch.Find("node");
        Assert.SkipUnless(node is not null, "The SDK needs Node.js: 'node' is not on PATH.");
        string folder = await OfficialSdk.InstallAsync();

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
}
#endif
