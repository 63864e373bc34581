using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Mistral.Emulator;
using Mistral.Testing;
using Xunit;

namespace Mistral.PowerShell.Tests;

/// <summary>The command of the README that shows the module, as a newcomer runs it.</summary>
public sealed class TryTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Try_runs_each_step_on_the_emulator_and_prints_no_key()
    {
        var shown = await TryAsync(new() { ["MISTRAL_API_KEY"] = null, ["MISTRAL_BASE_URL"] = null }, "", "try");

        // This also runs without PowerShell.
        Assert.Contains("Every step worked.", shown, StringComparison.Ordinal);
        SkipWithoutPowerShell(shown);
        Assert.Contains("0 of 3 keys were found", shown, StringComparison.Ordinal);
        Assert.Contains("MistralAuthenticationFailed", shown, StringComparison.Ordinal);
        // The keys of that emulator have 32 letters and digits.
        Assert.DoesNotMatch("[A-Za-z0-9]{32}", shown);
    }

    [Fact]
    public async Task Interactive_try_with_an_account_key_runs_the_input_and_neither_prints_nor_stores_the_key()
    {
        await using var api = await MistralEmulator.StartAsync();

        var shown = await TryAsync(
            new() { ["MISTRAL_API_KEY"] = api.ApiKey, ["MISTRAL_BASE_URL"] = api.BaseUri.ToString() },
            """
            Invoke-MistralChat 'What is the capital of France?' -AsText
            "Source: $((Get-MistralConnection).KeySource)"
            "Files: $(@(Get-ChildItem -Path $env:MISTRAL_TRY_HOME -Recurse -File | Select-String -SimpleMatch $env:MISTRAL_API_KEY).Count)"
            exit

            """,
            "try",
            "-Interactive");

        SkipWithoutPowerShell(shown);
        Assert.Contains("The capital of France is Paris.", shown, StringComparison.Ordinal);
        Assert.Contains("Source: environment variable MISTRAL_API_KEY", shown, StringComparison.Ordinal);
        Assert.Contains("Files: 0", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(api.ApiKey, shown, StringComparison.Ordinal);
    }

    private static void SkipWithoutPowerShell(string shown) =>
        Assert.SkipWhen(shown.Contains("PowerShell: none was found", StringComparison.Ordinal), "No PowerShell was found to show the module in.");

    private async Task<string> TryAsync(Dictionary<string, string?> environment, string input, params string[] arguments)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("MISTRAL_TEST_MODULE") is { Length: > 0 }, "A package is tested, and not what is built here.");
        var outcome = await BoundedProcess.RunAsync(
            "dotnet",
            ["run", "--no-build", "--project", "tools/Mistral.Emulator", "--", .. arguments],
            RepositoryPaths.Root,
            environment,
            Limit,
            TestContext.Current.CancellationToken,
            input: input);
        output.WriteLine($"{outcome.Elapsed.TotalSeconds:0.0} s");
        output.WriteLine(outcome.Output);
        Assert.Equal(0, outcome.ExitCode);
        return outcome.Output;
    }
}
