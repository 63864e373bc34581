using System;
using System.Threading;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>Shows the progress of many inputs: how many are finished, the speed, the tokens, and a pause of the server.</summary>
/// <param name="report">The progress bar.</param>
/// <param name="countTokens">Gets the tokens of the connection so far.</param>
internal sealed class ThrottledProgress(ProgressReport report, Func<long> countTokens)
{
    private readonly long _tokensBefore = countTokens();
    private long _expected;
    private long _begun;
    private long _done;
    private long _pausedUntil;

    /// <summary>Announces inputs before they are started.</summary>
    public void Expect(int count) => Interlocked.Add(ref _expected, count);

    /// <summary>Counts started inputs.</summary>
    public void Begin(int count)
    {
        // One input alone needs no count.
        if (Interlocked.Add(ref _begun, count) > 1)
        {
            report.Repeat(Report);
        }

        Report();
    }

    /// <summary>Counts finished inputs, with or without an error.</summary>
    public void End(int count)
    {
        _ = Interlocked.Add(ref _done, count);
        Report();
    }

    /// <summary>Shows that an input waits for the server.</summary>
    public void Pause(TimeSpan delay)
    {
        _ = Interlocked.Exchange(ref _pausedUntil, (report.Elapsed + delay).Ticks);
        report.Repeat(Report);
        Report(isRare: true);
    }

    private void Report() => Report(isRare: false);

    private void Report(bool isRare)
    {
        long begun = Interlocked.Read(ref _begun);
        long done = Interlocked.Read(ref _done);
        TimeSpan pause = TimeSpan.FromTicks(Interlocked.Read(ref _pausedUntil)) - report.Elapsed;
        if (pause > TimeSpan.Zero)
        {
            report.Report($"{done:N0} done; waiting {pause.TotalSeconds:N1} s before the next request", isRare: isRare);
            return;
        }

        if (begun <= 1)
        {
            return;
        }

        double rate = done / Math.Max(report.Elapsed.TotalSeconds, 0.001);
        long tokens = countTokens() - _tokensBefore;
        if (Interlocked.Read(ref _expected) is > 0 and long expected)
        {
            report.Report($"{done:N0} of {expected:N0} done, {begun - done:N0} running, {rate:N1} per second, {tokens:N0} tokens", (double)done / expected);
        }
        else
        {
            report.Report($"{done:N0} done, {begun - done:N0} running, {rate:N1} per second, {tokens:N0} tokens");
        }
    }
}
