using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>The base of cmdlets that wait for work on the server, which does all of it in parallel.</summary>
public abstract class WaitCommand : ConnectedCmdlet
{
    private readonly List<string> _targets = [];
    private int _ended;

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

    /// <summary>Reads the state of an input.</summary>
    /// <param name="target">The name or id.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    private protected abstract Task<JsonElement> ReadAsync(string target, CancellationToken cancellationToken);

    /// <summary>Whether a state is final.</summary>
    private protected abstract bool IsFinal(JsonElement state);

    /// <summary>Writes the output of an input, or its error.</summary>
    /// <param name="target">The name or id.</param>
    /// <param name="state">The last state, which isn't final if the time is over.</param>
    /// <param name="cancellationToken">Cancels requests.</param>
    private protected abstract Task WriteAsync(string target, JsonElement state, CancellationToken cancellationToken);

    /// <summary>Whether a failure is the expected end after the last state, such as that of an object that is being deleted.</summary>
    private protected virtual bool IsExpected(MistralApiException failure, JsonElement last) => false;

    /// <summary>Writes an object that has ended without success, and then its error, so that a script can use the object in both ways.</summary>
    /// <param name="item">The object; null if it isn't part of the output.</param>
    /// <param name="problem">The error.</param>
    /// <param name="target">The target of the error: the object, also if it isn't part of the output.</param>
    private protected async Task WriteProblemAsync(object? item, ErrorRecordException problem, object target)
    {
        if (item is not null)
        {
            await WriteAsync(item).ConfigureAwait(false);
        }

        PostOrdered(() => WriteError(problem.ToRecord(target)));
    }

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
        if (_targets.Count > 0)
        {
            ProgressReport progress = StartProgress($"Waiting for {Counted}");
            progress.Repeat(() => progress.Report($"{Volatile.Read(ref _ended)} of {_targets.Count} {Counted}", (double)Volatile.Read(ref _ended) / _targets.Count));
            RunAsync(WaitAsync, _targets.Count == 1 ? _targets[0] : _targets.ToArray());
        }

        base.EndProcessing();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Dictionary<string, JsonElement> states = [];
        HashSet<string> unreachable = [];
        List<string> open = [.. _targets];
        foreach (TimeSpan delay in StatePolling.GetDelays())
        {
            foreach (string target in open.ToArray())
            {
                if (await HasEndedAsync(target, states, unreachable, cancellationToken).ConfigureAwait(false))
                {
                    _ = open.Remove(target);
                    _ = Interlocked.Increment(ref _ended);
                }
            }

            if (open.Count == 0 || !await StatePolling.WaitAsync(delay, TimeoutSeconds, watch, cancellationToken).ConfigureAwait(false))
            {
                break;
            }
        }

        foreach (string target in open)
        {
            await WriteAsync(target, states[target], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> HasEndedAsync(string target, Dictionary<string, JsonElement> states, HashSet<string> unreachable, CancellationToken cancellationToken)
    {
        try
        {
            JsonElement state = await ReadAsync(target, cancellationToken).ConfigureAwait(false);
            states[target] = state;
            _ = unreachable.Remove(target);
            if (!IsFinal(state))
            {
                return false;
            }

            await WriteAsync(target, state, cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (states.ContainsKey(target) && StatePolling.IsTransient(e))
        {
            // One warning is enough until the state can be read again.
            if (unreachable.Add(target))
            {
                Post(() => WriteWarning($"The state of '{target}' can't be read at the moment. The waiting continues. {e.Message}"));
            }

            return false;
        }
        catch (MistralApiException e) when (!ErrorRecords.IsTerminating(e))
        {
            if (!states.TryGetValue(target, out JsonElement last) || !IsExpected(e, last))
            {
                PostOrdered(() => ReportFailure(e, target));
            }
        }

        return true;
    }
}
