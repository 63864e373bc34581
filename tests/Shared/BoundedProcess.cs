using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Testing;

/// <summary>A child process with an end: by itself, by its time limit, or with the test run. No child of it outlives it.</summary>
internal static class BoundedProcess
{
    private static readonly TimeSpan LeavingTime = TimeSpan.FromSeconds(5);

    /// <param name="environment">Changes to the environment of this process; null removes a variable.</param>
    /// <param name="lastWords">Output after which the process only has to exit, and may be killed.</param>
    /// <param name="input">The input of the process. The input then ends.</param>
    public static async Task<ProcessOutcome> RunAsync(
        string fileName,
        IEnumerable<string> arguments,
        string workingDirectory,
        IReadOnlyDictionary<string, string?> environment,
        TimeSpan limit,
        CancellationToken cancellationToken,
        string? lastWords = null,
        string input = "")
    {
        var start = new ProcessStartInfo(fileName)
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var output = new StringBuilder();
        var exited = NewSignal();
        var saidLastWords = NewSignal();
        using var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => exited.TrySetResult();
        process.OutputDataReceived += (_, received) =>
        {
            if (lastWords is not null && received.Data?.Contains(lastWords, StringComparison.Ordinal) == true)
            {
                saidLastWords.TrySetResult();
            }
        };
        var outputEnded = Collect(output, handler => process.OutputDataReceived += handler);
        var errorEnded = Collect(output, handler => process.ErrorDataReceived += handler);

        var watch = Stopwatch.StartNew();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var stopped = false;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(limit);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), bound.Token);
            process.StandardInput.Close();
            if (await Task.WhenAny(exited.Task, saidLastWords.Task).WaitAsync(bound.Token) == saidLastWords.Task)
            {
                bound.CancelAfter(LeavingTime);
            }

            await exited.Task.WaitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            stopped = true;
            process.Kill(entireProcessTree: true);
            await exited.Task.WaitAsync(LeavingTime, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }

        // A grandchild that inherited the pipes can keep them open, so use the output up to now.
        await Task.WhenAny(Task.WhenAll(outputEnded, errorEnded), Task.Delay(LeavingTime, CancellationToken.None));
        lock (output)
        {
            return new ProcessOutcome(
                TimedOut: stopped && !saidLastWords.Task.IsCompleted,
                ExitCode: stopped ? null : process.ExitCode,
                Output: output.ToString(),
                Elapsed: watch.Elapsed);
        }
    }

    private static Task Collect(StringBuilder output, Action<DataReceivedEventHandler> subscribe)
    {
        var ended = NewSignal();
        subscribe((_, received) =>
        {
            if (received.Data is null)
            {
                ended.TrySetResult();
                return;
            }

            lock (output)
            {
                output.Append(received.Data).Append('\n');
            }
        });
        return ended.Task;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
