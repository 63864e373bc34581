using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>A cmdlet that works on several inputs at once.</summary>
public abstract class ThrottledCommand : ConnectedCmdlet
{
    // One that takes long holds up the output of those after it, and not their work, but not without an end either.
    private const int MaxWaiting = 4;

    private ThrottledProgress? _progress;

    /// <summary>How many inputs are worked on at once, 1 to 256.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>Whether output comes as it is ready, in place of the order of the input.</summary>
    [Parameter]
    public SwitchParameter Unordered { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        PumpWhile(() => Queue.OpenCount > 0);
        base.EndProcessing();
    }

    /// <summary>Starts the work on one input, and returns as soon as there is room for the next.</summary>
    /// <param name="body">The work.</param>
    /// <param name="target">What an error is about.</param>
    /// <param name="count">How many inputs it is, where several go together.</param>
    private protected void RunEach(Func<CancellationToken, Task> body, object? target, int count = 1)
    {
        Launch(body, target, end: TellsProgress ? TellBegun(count) : null);
        PumpWhile(() => Queue.RunningCount >= ThrottleLimit || Queue.OpenCount >= ThrottleLimit * MaxWaiting);
    }

    private protected override bool IsOrdered => !Unordered;

    /// <summary>Whether it is told how many inputs are done; not where a cmdlet tells something better.</summary>
    private protected virtual bool TellsProgress => true;

    /// <summary>Says that there are so many inputs more, where that is known before their work begins.</summary>
    private protected void Expect(int count) => Progress.Expect(count);

    private ThrottledProgress Progress => _progress ??= new(StartProgress(MyInvocation.MyCommand.Name), () => ActiveConnection.Usage.TotalTokenCount);

    private protected override void OnRetry(TransportEvent.Retrying retry) => Post(() => _progress?.Pause(retry.Delay));

    // Gives what tells that they have ended.
    private Action TellBegun(int count)
    {
        ThrottledProgress progress = Progress;
        progress.Begin(count);
        return () => progress.End(count);
    }
}
