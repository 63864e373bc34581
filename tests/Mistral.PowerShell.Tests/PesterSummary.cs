using System;
using System.IO;
using System.Text.Json;
using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>The counts of one file, kept beside the test results so that a run can count Pester's tests and not its files.</summary>
/// <param name="Row">How the file's own xunit row ended; its place is taken by the counts.</param>
internal sealed record PesterSummary(string Row, int Passed, int Failed, int Skipped)
{
    public const string PassedRow = "passed";
    public const string FailedRow = "failed";
    public const string SkippedRow = "skipped";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static PesterSummary Of(PesterRun run)
    {
        if (run.Report is not { } report)
        {
            return new PesterSummary(FailedRow, 0, 1, 0);
        }

        var failed = report.Result != "Passed" || run.Outcome.ExitCode != 0 || report.Passed + report.Skipped == 0;
        var row = failed ? FailedRow : report.Passed == 0 ? SkippedRow : PassedRow;
        return new PesterSummary(row, report.Passed, failed ? Math.Max(1, report.Failed) : 0, report.Skipped);
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
