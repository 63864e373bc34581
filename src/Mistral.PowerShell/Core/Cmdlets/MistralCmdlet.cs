using System;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>What every cmdlet of the module has: a connection, cancellation, the way to asynchronous code, and errors.</summary>
public abstract class MistralCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private PipelineQueue? _queue;
    private ProgressReport? _progress;
    private bool? _isVerbose;

    /// <summary>Signalled when the pipeline is stopped.</summary>
    internal CancellationToken StopToken => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    protected override void EndProcessing() => _progress?.End();

    /// <param name="disposing">Whether managed parts are to go too.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _progress?.Dispose();

            // A pipeline that ends early disposes its cmdlets without stopping them.
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>Writes a warning, free of what steers a console. So do the methods below that stand for others of the engine's.</summary>
    internal new void WriteWarning(string text) => base.WriteWarning(DisplayText.Clean(text));

    /// <inheritdoc cref="WriteWarning"/>
    internal new void WriteVerbose(string text) => base.WriteVerbose(DisplayText.Clean(text));

    /// <inheritdoc cref="WriteWarning"/>
    internal new void WriteProgress(ProgressRecord progressRecord)
    {
        progressRecord.Activity = DisplayText.Clean(progressRecord.Activity);
        progressRecord.StatusDescription = DisplayText.Clean(progressRecord.StatusDescription);
        base.WriteProgress(progressRecord);
    }

    /// <inheritdoc cref="WriteWarning"/>
    /// <exception cref="PSInvalidOperationException">Nobody can be asked.</exception>
    internal new bool ShouldProcess(string? target, string? action)
    {
        try
        {
            return base.ShouldProcess(DisplayText.Clean(target ?? string.Empty), DisplayText.Clean(action ?? string.Empty));
        }
        catch (NullReferenceException)
        {
            throw NobodyToAsk();
        }
    }

    /// <inheritdoc cref="WriteWarning"/>
    /// <exception cref="PSInvalidOperationException">Nobody can be asked.</exception>
    internal new bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll)
    {
        try
        {
            return base.ShouldContinue(DisplayText.Clean(query), DisplayText.Clean(caption), ref yesToAll, ref noToAll);
        }
        catch (NullReferenceException)
        {
            throw NobodyToAsk();
        }
    }

    // The console's own question fails with a NullReferenceException where standard input is closed, as under cron.
    private static PSInvalidOperationException NobodyToAsk() =>
        new("Confirmation isn't possible in this session, because standard input is closed. Run the command with -Confirm:$false.");

    /// <inheritdoc cref="WriteWarning"/>
    internal new void WriteError(ErrorRecord errorRecord) => base.WriteError(Clean(errorRecord));

    /// <inheritdoc cref="WriteWarning"/>
    internal new void ThrowTerminatingError(ErrorRecord errorRecord) => base.ThrowTerminatingError(Clean(errorRecord));

    /// <summary>Writes an object, marked where a view has to replace text in it. The text itself stays as it is.</summary>
    private void WriteMarked(object? value)
    {
        _ = UnsafeContent.Mark(value);
        WriteObject(value);
    }

    // Get-Error shows the target as it is. The name of the target is the target as text.
    private static ErrorRecord Clean(ErrorRecord record)
    {
        object? target = ErrorText.CleanTarget(record.TargetObject);
        if (target != record.TargetObject)
        {
            record = new ErrorRecord(record.Exception, record.FullyQualifiedErrorId, record.CategoryInfo.Category, target) { ErrorDetails = record.ErrorDetails };
        }

        record.CategoryInfo.TargetName = DisplayText.Clean(record.CategoryInfo.TargetName);
        return record;
    }

    /// <summary>Runs asynchronous code from the pipeline thread, which writes meanwhile what the code emits.</summary>
    /// <param name="body">What to run.</param>
    /// <param name="target">The input that an error is about.</param>
    /// <param name="isOfConnection">Whether any failure is one of the connection, and so ends the cmdlet.</param>
    /// <param name="ofFile">What it is where a file fails.</param>
    private protected void RunAsync(Func<CancellationToken, Task> body, object? target, bool isOfConnection = false, ErrorCategory ofFile = ErrorCategory.ReadError)
    {
        Launch(body, target, isOfConnection, ofFile);
        PumpWhile(() => Queue.OpenCount > 0);
    }

    /// <summary>Starts asynchronous code, and does not wait for its end.</summary>
    /// <param name="body">What to run.</param>
    /// <param name="target">The input that an error is about.</param>
    /// <param name="isOfConnection">Whether any failure is one of the connection, and so ends the cmdlet.</param>
    /// <param name="ofFile">What it is where a file fails.</param>
    /// <param name="end">What to do on the pipeline thread when it has ended, well or not.</param>
    internal void Launch(Func<CancellationToken, Task> body, object? target, bool isOfConnection = false, ErrorCategory ofFile = ErrorCategory.ReadError, Action? end = null)
    {
        _isVerbose ??= ShowsVerbose();
        Queue.Start(body, e => ReportFailure(e, target, isOfConnection, ofFile), end);
    }

    /// <summary>Whether what would be done is only shown.</summary>
    private protected bool IsWhatIf => LanguagePrimitives.IsTrue(
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given) ? given : GetVariableValue("WhatIfPreference"));

    /// <summary>Whether ShouldProcess tells or asks, as far as the cmdlet can know.</summary>
    private protected bool IsQuestionShown => IsWhatIf || GetType().GetCustomAttribute<CmdletAttribute>()!.ConfirmImpact >= ConfirmThreshold;

    /// <summary>From which impact on the user wants to be asked; null where he wants not to be, as with -Confirm:$false.</summary>
    internal ConfirmImpact? ConfirmThreshold =>
        MyInvocation.BoundParameters.TryGetValue("Confirm", out object? given) ? LanguagePrimitives.IsTrue(given) ? ConfirmImpact.Low : null
        : LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference) && preference is not ConfirmImpact.None ? preference
        : null;

    /// <summary>Whether anybody reads verbose lines. Each that is told wakes the pipeline thread, and most have no reader.</summary>
    private protected bool IsVerbose => _isVerbose is not false;

    private bool ShowsVerbose() => MyInvocation.BoundParameters.TryGetValue("Verbose", out object? given)
        ? given is SwitchParameter { IsPresent: true }
        : GetVariableValue("VerbosePreference") is not ActionPreference.SilentlyContinue;

    /// <summary>Writes what the running code emits, as long as something holds.</summary>
    internal void PumpWhile(Func<bool> isBusy)
    {
        try
        {
            Queue.PumpWhile(isBusy);
        }
        catch (Exception e)
        {
            _progress?.End();
            if (e is OperationCanceledException && _stop.IsCancellationRequested)
            {
                throw new PipelineStoppedException();
            }

            throw;
        }
    }

    /// <summary>Begins to tell how far the cmdlet has come; it ends with the cmdlet, however that ends.</summary>
    internal ProgressReport StartProgress(string activity)
    {
        _progress?.End();
        return _progress = new(activity, Post, WriteProgress);
    }

    /// <summary>Reports a failure: one bad input is an error among others, a bad connection ends the cmdlet.</summary>
    private protected void ReportFailure(Exception failure, object? target, bool isOfConnection = false, ErrorCategory ofFile = ErrorCategory.ReadError)
    {
        if (failure is OperationCanceledException && _stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        if (ErrorRecords.Find(failure, target, ofFile) is not { } record)
        {
            ExceptionDispatchInfo.Capture(failure).Throw();
            return;
        }

        if (isOfConnection || ErrorRecords.IsTerminating(failure))
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>Does something on the pipeline thread for one input, whose failure is an error among others.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="target">The input.</param>
    /// <param name="ofFile">What it is where a file fails.</param>
    /// <returns>Whether it was done.</returns>
    private protected bool InvokeOrWriteError(Action action, object target, ErrorCategory ofFile = ErrorCategory.ReadError)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (ErrorRecords.Find(e, target, ofFile) is { } record)
        {
            WriteError(record);
            return false;
        }
    }

    /// <summary>Does something on the pipeline thread whose failure ends the cmdlet.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="ofFile">What it is where a file fails.</param>
    private protected void InvokeOrTerminate(Action action, ErrorCategory ofFile = ErrorCategory.ReadError)
    {
        try
        {
            action();
        }
        catch (Exception e) when (ErrorRecords.Find(e, target: null, ofFile) is { } record)
        {
            ThrowTerminatingError(record);
        }
    }

    /// <summary>Gets something on the pipeline thread, which ends the cmdlet where it fails.</summary>
    /// <param name="function">What to do.</param>
    /// <param name="ofFile">What it is where a file fails.</param>
    private protected T InvokeOrTerminate<T>(Func<T> function, ErrorCategory ofFile = ErrorCategory.ReadError)
    {
        T result = default!;
        InvokeOrTerminate(() => { result = function(); }, ofFile);
        return result;
    }

    /// <summary>From asynchronous code: writes an object to the pipeline.</summary>
    internal ValueTask WriteAsync(object? value) => Queue.WriteAsync(value, _stop.Token);

    /// <summary>From asynchronous code: has something done on the pipeline thread.</summary>
    internal Task<T> InvokeAsync<T>(Func<T> function) => Queue.InvokeAsync(function, _stop.Token);

    /// <summary>From asynchronous code: waits until the pipeline has taken what was written so far.</summary>
    private protected Task FlushAsync() => InvokeAsync(static () => true);

    /// <summary>From asynchronous code: has something told by the pipeline thread as soon as it can.</summary>
    internal void Post(Action work) => Queue.Post(work, isOutput: false);

    /// <summary>From asynchronous code: has something written by the pipeline thread in its turn, as output is.</summary>
    internal void PostOrdered(Action work) => Queue.Post(work, isOutput: true);

    /// <summary>The way to the pipeline thread.</summary>
    internal PipelineQueue Queue => _queue ??= new(WriteMarked, _stop, IsOrdered);

    /// <summary>Whether the output keeps the order of the input, where several inputs are worked on at once.</summary>
    private protected virtual bool IsOrdered => true;
}
