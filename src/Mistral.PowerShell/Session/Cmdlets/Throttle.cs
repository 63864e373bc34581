using System;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>Works on several inputs of a cmdlet at once, and tells how many are done.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="limit">How many inputs are worked on at once.</param>
internal sealed class Throttle(ConnectedCmdlet cmdlet, int limit)
{
    // One that takes long holds up the output of those after it, and not their work, but not without an end either.
    private const int MaxWaiting = 4;

    private static readonly Regex s_pipelineVariable = new(@"\s-(pv|pipelinev[a-z]*)[\s:]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private ThrottledProgress? _progress;
    private bool _isChecked;

    /// <summary>Starts the work on one input, and returns as soon as there is room for the next.</summary>
    /// <param name="body">The work.</param>
    /// <param name="target">What an error is about.</param>
    /// <param name="count">How many inputs it is, where several go together; null where the cmdlet tells something better of its progress.</param>
    public void Run(Func<CancellationToken, Task> body, object? target, int? count = 1)
    {
        if (limit > 1 && !_isChecked)
        {
            _isChecked = true;
            WarnOfPipelineVariable();
        }

        cmdlet.Launch(body, target, end: count is { } inputs ? TellBegun(inputs) : null);
        cmdlet.PumpWhile(() => cmdlet.Queue.RunningCount >= limit || cmdlet.Queue.OpenCount >= limit * MaxWaiting);
    }

    /// <summary>Waits for all inputs.</summary>
    public void Wait() => cmdlet.PumpWhile(() => cmdlet.Queue.OpenCount > 0);

    /// <summary>Says that there are so many inputs more, where that is known before their work begins.</summary>
    public void Expect(int count) => Progress.Expect(count);

    /// <summary>Tells that an input waits for the server.</summary>
    public void Pause(TimeSpan delay) => _progress?.Pause(delay);

    private ThrottledProgress Progress => _progress ??= new(cmdlet.StartProgress(cmdlet.MyInvocation.MyCommand.Name), () => cmdlet.ActiveConnection.Usage.TotalTokenCount);

    // The variable has the input that was read last, and the outputs are those of inputs before it.
    private void WarnOfPipelineVariable()
    {
        if (cmdlet.MyInvocation.PipelinePosition > 1 && cmdlet.MyInvocation.Line is { } line && s_pipelineVariable.IsMatch(line))
        {
            cmdlet.WriteWarning("With -ThrottleLimit a variable of -PipelineVariable doesn't match the output: it holds an input that was read later. Use -IncludeInput or -Merge where the cmdlet has them, or leave -ThrottleLimit out.");
        }
    }

    // Gives what tells that they have ended.
    private Action TellBegun(int count)
    {
        ThrottledProgress progress = Progress;
        progress.Begin(count);
        return () => progress.End(count);
    }
}
