using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit.Sdk;
using Xunit.v3;

namespace Mistral.PowerShell.Tests;

/// <summary>
/// Runs the Pester files that this test run has selected, in one process more at once than there are processors, since tests
/// wait too. Long files go first: one that started last would run alone in the end.
/// xunit runs the rows of a theory one after the other, but an orderer is told all of them before the first.
/// </summary>
public sealed class PesterSchedule : ITestCaseOrderer
{
    // To start PowerShell and Pester and to compile what all files call takes as long as a small file; longer shared processes
    // would balance worse.
    private const double SecondsPerSharedProcess = 50;

    private static readonly ConcurrentDictionary<string, TaskCompletionSource<PesterRun>> Runs = new(StringComparer.Ordinal);
    private static string[] _selected = [];
    private static int _isStarted;

    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase
    {
        _selected = [.. testCases.OfType<XunitTestCase>().SelectMany(test => test.TestMethodArguments).OfType<string>()];
        return testCases;
    }

    /// <summary>Waits for the result of one file; the first call starts the processes of all selected files.</summary>
    internal static Task<PesterRun> RunAsync(PowerShellHost host, string file, CancellationToken cancellationToken)
    {
        var result = ResultOf(file);
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            _ = RunAllAsync(host, _selected.Contains(file) ? _selected : [file], cancellationToken);
        }

        return result.Task.WaitAsync(cancellationToken);
    }

    private static TaskCompletionSource<PesterRun> ResultOf(string file) =>
        Runs.GetOrAdd(file, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private static async Task RunAllAsync(PowerShellHost host, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var processes = files.GroupBy(PesterFile.GroupOf)
            .SelectMany(group => Split(group, group.Key is null ? 0 : SecondsPerSharedProcess))
            .OrderByDescending(files => files.Sum(PesterFile.SecondsOf));
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount + 1, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(processes, options, (group, token) => RunGroupAsync(host, group, token));
    }

    private static IEnumerable<IReadOnlyList<string>> Split(IEnumerable<string> files, double limit)
    {
        List<string> part = [];
        foreach (var file in files)
        {
            if (part.Count > 0 && part.Append(file).Sum(PesterFile.SecondsOf) > limit)
            {
                yield return part;
                part = [];
            }

            part.Add(file);
        }

        yield return part;
    }

    // A process that crashes or hangs costs the file it was at; the files after it get a new one.
    private static async ValueTask RunGroupAsync(PowerShellHost host, IReadOnlyList<string> group, CancellationToken cancellationToken)
    {
        try
        {
            for (var left = group; left.Count > 0;)
            {
                var runs = await PesterProcess.RunAsync(host, left, cancellationToken);
                foreach (var (file, run) in left.Zip(runs))
                {
                    ResultOf(file).TrySetResult(run);
                }

                left = [.. left.Skip(runs.Count)];
            }
        }
        catch (Exception exception)
        {
            foreach (var file in group)
            {
                ResultOf(file).TrySetException(exception);
            }
        }
    }
}
