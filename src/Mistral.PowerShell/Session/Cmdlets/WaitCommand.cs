using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>The base of cmdlets that wait for work on the server, which does all of it in parallel.</summary>
public abstract class WaitCommand : ConnectedCmdlet
{
    private readonly List<string> _targets = [];

    private protected WaitCommand()
    {
    }

    /// <summary>The time limit for all inputs, in seconds. Default: -1, no limit. With 0, each state is checked once.</summary>
    [Parameter]
    [Alias("Timeout", "TimeoutSec")]
    [ValidateRange(-1, int.MaxValue)]
    public int TimeoutSeconds { get; set; } = -1;

    /// <summary>What the progress bar counts, such as <c>executions</c>.</summary>
    private protected abstract string Counted { get; }

    /// <summary>Waits for one input and writes its output or its error.</summary>
    /// <param name="target">The name or id.</param>
    /// <param name="watch">The stopwatch, started with the waiting.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    private protected abstract Task WaitAsync(string target, Stopwatch watch, CancellationToken cancellationToken);

    /// <summary>Adds an input to wait for after the last input.</summary>
    private protected void Await(string target)
    {
        if (!_targets.Contains(target))
        {
            _targets.Add(target);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ProgressReport progress = StartProgress($"Waiting for {Counted}");
        Stopwatch watch = Stopwatch.StartNew();
        int ready = 0;
        progress.Repeat(() => progress.Report($"{Volatile.Read(ref ready)} of {_targets.Count} {Counted}", (double)Volatile.Read(ref ready) / _targets.Count));
        foreach (string target in _targets)
        {
            RunAsync(token => WaitAsync(target, watch, token), target);
            _ = Interlocked.Increment(ref ready);
        }

        base.EndProcessing();
    }
}
