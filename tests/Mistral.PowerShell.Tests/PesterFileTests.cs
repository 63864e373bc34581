using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Mistral.Testing;
using Xunit;

namespace Mistral.PowerShell.Tests;

/// <summary>Each Pester file as one test, in a PowerShell process, a home and an emulator of its own.</summary>
public sealed class PesterFileTests(ITestOutputHelper output)
{
    public static TheoryData<string> Files => new(Directory
        .EnumerateFiles(RepositoryPaths.TestProject, "*.Tests.ps1", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(RepositoryPaths.TestProject, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_test_of_the_Pester_file_passes(string file)
    {
        PesterSummary.Delete(file);
        var search = await PowerShellSearch.Result;
        Assert.SkipWhen(search.Host is null, search.Reason ?? string.Empty);

        var run = await PesterProcess.RunAsync(search.Host, file, TestContext.Current.CancellationToken);
        var summary = PesterSummary.Of(run);
        summary.Write(file);

        output.WriteLine($"Pester: {summary.Passed} passed, {summary.Failed} failed, {summary.Skipped} skipped ({search.Host.Description}, {run.Outcome.Elapsed.TotalSeconds:0.0} s)");
        var skips = run.Report?.Skips.Select(skip => $"skipped {skip.Name}: {skip.Message}").ToList() ?? [];
        skips.ForEach(output.WriteLine);

        if (summary.Row == PesterSummary.FailedRow)
        {
            output.WriteLine(run.Outcome.Output);
            Assert.Fail($"{file}: {Explain(run)}");
        }

        Assert.SkipWhen(summary.Row == PesterSummary.SkippedRow, string.Join("; ", skips));
    }

    private static string Explain(PesterRun run)
    {
        if (run.Outcome.TimedOut)
        {
            return $"stopped after {run.Outcome.Elapsed.TotalSeconds:0} s; its output so far is below.";
        }

        if (run.Report is not { } report)
        {
            return $"ended with exit code {run.Outcome.ExitCode} and no report; its output is below.";
        }

        IEnumerable<string> failures = report.Failures
            .Select(failure => $"\n\n[-] {failure.Name}\n{failure.Message}\n{failure.Location}");
        return report.Failures.Count > 0
            ? $"failed{string.Concat(failures)}"
            : $"ran no test, or ended badly after them (exit code {run.Outcome.ExitCode}).";
    }
}
