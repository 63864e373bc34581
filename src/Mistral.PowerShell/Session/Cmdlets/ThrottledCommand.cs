using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Errors;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>The base of cmdlets that process several inputs at once.</summary>
public abstract class ThrottledCommand : ConnectedCmdlet
{
    private Throttle? _throttle;

    /// <summary>The maximum number of inputs that are processed at once, 1 to 256. Default: 1.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>Writes output as soon as it is ready, instead of in the order of the input.</summary>
    [Parameter]
    public SwitchParameter Unordered { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Throttle.Wait();
        base.EndProcessing();
    }

    /// <inheritdoc cref="Throttle.Run"/>
    private protected void RunEach(Func<CancellationToken, Task> body, object? target, int count = 1) =>
        Throttle.Run(body, target, ReportsProgress ? count : null);

    /// <summary>Reports that nothing came of inputs that went together into one request.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="sources">What a user gave.</param>
    /// <param name="lost">What they have not got: <c>texts have no vector</c>.</param>
    private protected void ReportPack<T>(MistralApiException failure, T[] sources, string lost)
    {
        object? target = sources.Length == 1 ? sources[0] : sources;
        if (sources.Length == 1 || ErrorRecords.IsTerminating(failure))
        {
            ReportFailure(failure, target);
            return;
        }

        ErrorRecord record = ErrorRecords.From(failure, target);
        string hint = record.ErrorDetails.RecommendedAction;
        record.ErrorDetails = new ErrorDetails($"{sources.Length} {lost}: {record.ErrorDetails.Message}") { RecommendedAction = hint };
        WriteError(record);
    }

    private protected override bool IsOrdered => !Unordered;

    /// <summary>Whether the progress shows the number of finished inputs. False if a cmdlet shows its own progress.</summary>
    private protected virtual bool ReportsProgress => true;

    /// <summary>Announces inputs before their processing starts.</summary>
    private protected void Expect(int count) => Throttle.Expect(count);

    private protected override void OnRetry(TransportEvent.Retrying retry) => Post(() => Throttle.Pause(retry.Delay));

    private Throttle Throttle => _throttle ??= new(this, ThrottleLimit);
}
