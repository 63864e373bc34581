using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.PowerShell.Tests;

/// <summary>Each Pester file as one test.</summary>
[TestCaseOrderer(typeof(PesterSchedule))]
public sealed class PesterFileTests(ITestOutputHelper output)
{
    public static TheoryData<string> Files => new(PesterFile.All);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_test_of_the_Pester_file_passes(string file)
    {
        PesterSummary.Delete(file);
        var search = await PowerShellSearch.Result;
        if (search.Host is null)
        {
            PesterSummary.NotRun.Write(file);
            Assert.Skip(search.Reason!);
        }

        var run = await PesterSchedule.RunAsync(search.Host, file, TestContext.Current.CancellationToken);
        var summary = PesterSummary.Of(run);
        summary.Write(file);

        output.WriteLine($"Pester: {summary.Passed} passed, {summary.Failed} failed, {summary.Skipped} skipped ({search.Host.Shell.Description}, {summary.Seconds:0.0} s)");
        foreach (var test in run.Report?.Slowest ?? [])
        {
            output.WriteLine($"slow {test.Name}: {test.Message}");
        }

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
        if (run.Report is not { } report)
        {
            return run.Outcome.TimedOut
                ? $"stopped after {run.Outcome.Elapsed.TotalSeconds:0} s; its output so far is below."
                : $"ended with exit code {run.Outcome.ExitCode} and no report; its output is below.";
        }

        IEnumerable<string> failures = report.Failures
            .Select(failure => $"\n\n[-] {failure.Name}\n{failure.Message}\n{failure.Location}");
        return report.Failures.Count > 0 ? $"failed{string.Concat(failures)}" : "ran no test.";
    }
}
