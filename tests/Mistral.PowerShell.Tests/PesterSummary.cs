using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>The counts of one file, kept beside the test results so that a run can count Pester's tests and not its files.</summary>
/// <param name="Row">How the file's own xunit row ended; its place is taken by the counts.</param>
/// <param name="Seconds">How long the tests of the file took.</param>
/// <param name="ProcessorSeconds">What they took of the processors, with the processes they started.</param>
/// <param name="Missing">How many tests were skipped for each module that can't be had.</param>
internal sealed record PesterSummary(
    string Row, int Passed, int Failed, int Skipped, double Seconds, double ProcessorSeconds, IReadOnlyDictionary<string, int> Missing)
{
    public const string PassedRow = "passed";
    public const string FailedRow = "failed";
    public const string SkippedRow = "skipped";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The summary of a file that could not be run.</summary>
    public static PesterSummary NotRun { get; } =
        new(SkippedRow, 0, 0, 1, 0, 0, new Dictionary<string, int> { ["PowerShell with Pester"] = 1 });

    public static PesterSummary Of(PesterRun run)
    {
        if (run.Report is not { } report)
        {
            return new PesterSummary(FailedRow, 0, 1, 0, Math.Round(run.Outcome.Elapsed.TotalSeconds, 1), 0, new Dictionary<string, int>());
        }

        var failed = report.Failed > 0 || report.Failures.Count > 0 || report.Passed + report.Skipped == 0;
        var row = failed ? FailedRow : report.Passed == 0 ? SkippedRow : PassedRow;
        var missing = report.Skips.Where(skip => skip.Location.Length > 0)
            .GroupBy(skip => skip.Location)
            .ToDictionary(group => group.Key, group => group.Count());
        return new PesterSummary(row, report.Passed, failed ? Math.Max(1, report.Failed) : 0, report.Skipped, report.Seconds, report.ProcessorSeconds, missing);
    }

    public static void Delete(string file)
    {
        if (File.Exists(PathOf(file)))
        {
            File.Delete(PathOf(file));
        }
    }

    public void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), JsonSerializer.Serialize(this, Json));
    }

    private static string PathOf(string file) =>
        Path.Combine(RepositoryPaths.TestResults, "pester", file.Replace('/', '.') + ".json");
}
