using System;
using System.Threading;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>Tells how many of many inputs are done, how fast that goes, what it takes, and for what it waits.</summary>
/// <param name="report">Where it is told.</param>
/// <param name="countTokens">Gets the tokens of the connection so far.</param>
internal sealed class ThrottledProgress(ProgressReport report, Func<long> countTokens)
{
    private readonly long _tokensBefore = countTokens();
    private long _expected;
    private long _begun;
    private long _done;
    private long _pausedUntil;

    /// <summary>There are so many inputs more, which are known before they are begun.</summary>
    public void Expect(int count) => Interlocked.Add(ref _expected, count);

    /// <summary>Inputs are being worked on.</summary>
    public void Begin(int count)
    {
        // Of one alone there is nothing to count.
        if (Interlocked.Add(ref _begun, count) > 1)
        {
            report.Repeat(Tell);
        }

        Tell();
    }

    /// <summary>They are done, well or not.</summary>
    public void End(int count)
    {
        _ = Interlocked.Add(ref _done, count);
        Tell();
    }

    /// <summary>One of them waits for the server.</summary>
    public void Pause(TimeSpan delay)
    {
        _ = Interlocked.Exchange(ref _pausedUntil, (report.Elapsed + delay).Ticks);
        report.Repeat(Tell);
        Tell(isRare: true);
    }

    private void Tell() => Tell(isRare: false);

    private void Tell(bool isRare)
    {
        long begun = Interlocked.Read(ref _begun);
        long done = Interlocked.Read(ref _done);
        TimeSpan pause = TimeSpan.FromTicks(Interlocked.Read(ref _pausedUntil)) - report.Elapsed;
        if (pause > TimeSpan.Zero)
        {
            report.Tell($"{done:N0} done; waiting {pause.TotalSeconds:N1} s before the server is asked again", isRare: isRare);
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
            report.Tell($"{done:N0} of {expected:N0} done, {begun - done:N0} in work, {rate:N1} a second, {tokens:N0} tokens", (double)done / expected);
        }
        else
        {
            report.Tell($"{done:N0} done, {begun - done:N0} in work, {rate:N1} a second, {tokens:N0} tokens");
        }
    }
}
