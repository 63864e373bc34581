using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Threading;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>
/// Shows the progress of long work, after the first second and a few times each second.
/// <c>$ProgressPreference</c> decides whether it is shown at all.
/// </summary>
/// <param name="activity">The activity that the progress bar shows.</param>
/// <param name="post">Runs an action on the pipeline thread.</param>
/// <param name="write">Writes a progress record; called on the pipeline thread.</param>
internal sealed class ProgressReport(string activity, Action<Action> post, Action<ProgressRecord> write) : IDisposable
{
    private const int InitialDelay = 1000;
    private const int Interval = 200;

    // Timers are less exact than the stopwatch. A timer that fires some milliseconds early would show nothing until its
    // next tick, a second later.
    private const int TimerResolution = 20;

    // A cmdlet has one progress bar, and PowerShell separates the cmdlets of a pipeline.
    private const int Id = 0;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _next = InitialDelay;
    private bool _isShown;
    private bool _isOver;
    private Timer? _timer;

    /// <summary>The time since the start of the work.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Shows the current progress. May be called from any thread.</summary>
    /// <param name="status">The status text.</param>
    /// <param name="done">The completed part, 0 to 1; null if unknown.</param>
    /// <param name="isRare">Whether to show it even shortly after another status.</param>
    public void Report(FormattableString status, double? done = null, bool isRare = false)
    {
        long now = _watch.ElapsedMilliseconds;
        long next = Interlocked.Read(ref _next);
        if (now < (isRare ? InitialDelay : next) || (Interlocked.CompareExchange(ref _next, now + Interval, next) != next && !isRare))
        {
            return;
        }

        ProgressRecord record = Create(status.ToString(CultureInfo.CurrentCulture));
        if (done is { } told)
        {
            double share = Math.Min(Math.Max(told, 0), 1);
            record.PercentComplete = (int)(100 * share);
            record.SecondsRemaining = share > 0 ? (int)Math.Min(now / 1000.0 * (1 - share) / share, int.MaxValue) : -1;
        }

        post(() =>
        {
            if (!_isOver)
            {
                _isShown = true;
                write(record);
            }
        });
    }

    /// <summary>Repeats the status each second.</summary>
    public void Repeat(Action tell) => _timer ??= new Timer(
        _ =>
        {
            try
            {
                tell();
            }
            catch (OperationCanceledException)
            {
                // The pipeline has ended meanwhile.
            }
        },
        state: null,
        InitialDelay + TimerResolution,
        InitialDelay);

    /// <summary>Stops the repetition.</summary>
    public void Dispose() => _timer?.Dispose();

    /// <summary>Removes the progress bar, on the pipeline thread. Later calls show nothing.</summary>
    public void End()
    {
        _isOver = true;
        Dispose();
        if (!_isShown)
        {
            return;
        }

        _isShown = false;
        ProgressRecord record = Create("done");
        record.RecordType = ProgressRecordType.Completed;
        try
        {
            write(record);
        }
        catch (PipelineStoppedException)
        {
            // When the pipeline is stopped, the host removes its progress bars itself.
        }
    }

    private ProgressRecord Create(string status) => new(Id, activity, status);
}
