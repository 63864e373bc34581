using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Threading;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>
/// Tells how far long work has come: not before it has lasted a second, for what is quick needs no bar, and a few times a
/// second then. Whether it is shown at all is <c>$ProgressPreference</c>'s to say.
/// </summary>
/// <param name="activity">What is being done.</param>
/// <param name="post">Has something done on the pipeline thread.</param>
/// <param name="write">Writes a record, on the pipeline thread.</param>
internal sealed class ProgressReport(string activity, Action<Action> post, Action<ProgressRecord> write) : IDisposable
{
    private const int Patience = 1000;
    private const int Interval = 200;

    // The clock of timers is coarser than the watch: by the watch a timer may come some milliseconds early, which would
    // be too early to tell anything, and the next time a second late.
    private const int TimerGrain = 20;

    // A cmdlet tells of one thing at a time, and PowerShell tells the cmdlets of a pipeline apart.
    private const int Id = 0;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _next = Patience;
    private bool _isShown;
    private bool _isOver;
    private Timer? _timer;

    /// <summary>How long the work has lasted.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Tells, from any thread, where things stand.</summary>
    /// <param name="status">In words.</param>
    /// <param name="done">The share that is done, 0 to 1; null where that is not known.</param>
    /// <param name="isRare">Whether it is told even if something else has been told just now.</param>
    public void Tell(FormattableString status, double? done = null, bool isRare = false)
    {
        long now = _watch.ElapsedMilliseconds;
        long next = Interlocked.Read(ref _next);
        if (now < (isRare ? Patience : next) || (Interlocked.CompareExchange(ref _next, now + Interval, next) != next && !isRare))
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

    /// <summary>Has it told again each second, whatever happens in between or does not.</summary>
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
        Patience + TimerGrain,
        Patience);

    /// <summary>Tells nothing by itself any more.</summary>
    public void Dispose() => _timer?.Dispose();

    /// <summary>Takes the bar away, on the pipeline thread; nothing is told from then on.</summary>
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
            // Where all is stopped, the host takes its bars away by itself.
        }
    }

    private ProgressRecord Create(string status) => new(Id, activity, status);
}
