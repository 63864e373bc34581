using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using System.Xml.Linq;
using Mistral.Emulator;
using Mistral.Testing;
using Xunit;

namespace Mistral.Client.Tests.Net472;

public sealed class Net472SuiteTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    // Under load, Mono can take a minute to exit. The result file is complete by then.
    private const string LastWords = "=== TEST EXECUTION SUMMARY ===";

    private static readonly JsonSerializerOptions SummaryJson = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Runs the same tests with the build for Windows PowerShell.</summary>
    [Fact]
    public async Task The_suite_passes_on_net472()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Directory.CreateDirectory(RepositoryPaths.TestResults);
        var results = Path.Combine(RepositoryPaths.TestResults, "net472.xml");
        File.Delete(results);
        File.Delete(Path.ChangeExtension(results, ".json"));

        var suite = Path.GetFullPath(Path.Combine(RepositoryPaths.Root, RepositoryPaths.Baked("LegacySuite")));
        Assert.SkipUnless(File.Exists(suite), "The net472 build is not there: build without -f.");
        var mono = OperatingSystem.IsWindows() ? null : ExecutableSearch.Find("mono");
        Assert.SkipUnless(OperatingSystem.IsWindows() || mono is not null, "No runtime for net472: 'mono' is not on PATH.");

        await using var emulator = await MistralEmulator.StartAsync();

        // One class at a time, because all of them share the emulator.
        string[] options = ["-parallel", "none", "-noLogo", "-noColor", "-xml", results];
        var outcome = await BoundedProcess.RunAsync(
            mono ?? suite,
            mono is null ? options : [suite, .. options],
            Path.GetDirectoryName(suite)!,
            new Dictionary<string, string?>
            {
                ["MISTRAL_TEST_URI"] = emulator.BaseUri.ToString(),
                ["MISTRAL_TEST_KEY"] = emulator.ApiKey,
                ["MISTRAL_TEST_ADMIN_KEY"] = emulator.AdminApiKey,
                ["MISTRAL_API_KEY"] = null,
                // Mono would use the proxy also for loopback requests.
                ["http_proxy"] = null,
                ["HTTP_PROXY"] = null,
            },
            Limit,
            cancellation,
            LastWords);
        var text = outcome.Output
            .Replace(emulator.ApiKey, "(key)", StringComparison.OrdinalIgnoreCase)
            .Replace(emulator.AdminApiKey, "(admin key)", StringComparison.OrdinalIgnoreCase);

        if (outcome.TimedOut || !File.Exists(results))
        {
            Write(results, new Net472Summary(0, 1, 0, [], []));
            Assert.Fail(outcome.TimedOut
                ? $"Stopped after {Limit.TotalMinutes:0} minutes.\n{text}"
                : $"Ended with {outcome.ExitCode} and no result.\n{text}");
        }

        var summary = Net472Summary.Read(XDocument.Load(results));

        // Mono can crash on its timers during shutdown, after the runner has written the results of all tests.
        var counted = mono is not null
            && text.Contains($"Total: {summary.Passed + summary.Skipped}, Errors: 0, Failed: 0,", StringComparison.Ordinal);
        var endedWell = (outcome.ExitCode is 0 or null || counted) && summary.Passed + summary.Skipped > 0;
        summary = summary with { Failed = Math.Max(summary.Failed, endedWell ? 0 : 1) };
        Write(results, summary);
        output.WriteLine($"net472: {summary.Passed} passed, {summary.Failed} failed, {summary.Skipped} skipped");
        foreach (var reason in summary.SkipReasons)
        {
            output.WriteLine(reason);
        }

        Assert.True(
            summary.Failed == 0,
            summary.Failures.Count > 0
                ? string.Join("\n\n", summary.Failures)
                : $"Ran no test, or ended badly after them (exit code {outcome.ExitCode}).\n{text}");
    }

    private static void Write(string results, Net472Summary summary) => File.WriteAllText(
        Path.ChangeExtension(results, ".json"),
        JsonSerializer.Serialize(
            new
            {
                Row = summary.Failed == 0 ? "passed" : "failed",
                summary.Passed,
                summary.Failed,
                summary.Skipped,
            },
            SummaryJson));
}
