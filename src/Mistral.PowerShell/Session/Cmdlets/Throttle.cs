using System;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>Processes several inputs of a cmdlet at once and shows the progress.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="limit">The maximum number of inputs that are processed at once.</param>
internal sealed class Throttle(ConnectedCmdlet cmdlet, int limit)
{
    // A slow input delays the output of later inputs, but not their processing, up to this multiple of the limit.
    private const int MaxWaiting = 4;

    private static readonly Regex s_pipelineVariable = new(@"\s-(pv|pipelinev[a-z]*)[\s:]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private ThrottledProgress? _progress;
    private bool _isChecked;

    /// <summary>Starts to process one input, and returns as soon as there is room for the next.</summary>
    /// <param name="body">The code that processes the input.</param>
    /// <param name="target">The target of an error record.</param>
    /// <param name="count">The number of inputs that are processed together; null if the cmdlet shows its own progress.</param>
    public void Run(Func<CancellationToken, Task> body, object? target, int? count = 1)
    {
        if (limit > 1 && !_isChecked)
        {
            _isChecked = true;
            WarnOfPipelineVariable();
        }

        cmdlet.Launch(body, target, end: count is { } inputs ? ReportBegun(inputs) : null);
        cmdlet.PumpWhile(() => cmdlet.Queue.RunningCount >= limit || cmdlet.Queue.OpenCount >= limit * MaxWaiting);
    }

    /// <summary>Waits for all inputs.</summary>
    public void Wait() => cmdlet.PumpWhile(() => cmdlet.Queue.OpenCount > 0);

    /// <summary>Announces inputs before their processing starts.</summary>
    public void Expect(int count) => Progress.Expect(count);

    /// <summary>Shows that an input waits for the server.</summary>
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

    // Returns the action to call at the end.
    private Action ReportBegun(int count)
    {
        ThrottledProgress progress = Progress;
        progress.Begin(count);
        return () => progress.End(count);
    }
}
