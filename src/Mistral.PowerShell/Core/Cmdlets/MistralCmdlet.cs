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

/// <summary>The base of all cmdlets: cancellation, asynchronous code, safe output, progress and errors.</summary>
public abstract class MistralCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private PipelineQueue? _queue;
    private ProgressReport? _progress;
    private bool? _isVerbose;
    private bool? _isDebug;

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

    /// <param name="disposing">Whether to dispose managed objects too.</param>
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

    /// <summary>Writes a warning without control characters. The methods below that hide base methods do the same.</summary>
    internal new void WriteWarning(string text) => base.WriteWarning(DisplayText.Clean(text));

    /// <inheritdoc cref="WriteWarning"/>
    internal new void WriteVerbose(string text)
    {
        // With -Debug alone, PowerShell would ask the user about each verbose message.
        if (IsVerbose)
        {
            base.WriteVerbose(DisplayText.Clean(text));
        }
    }

    /// <inheritdoc cref="WriteWarning"/>
    internal new void WriteDebug(string text) => base.WriteDebug(DisplayText.Clean(text));

    /// <inheritdoc cref="WriteWarning"/>
    internal new void WriteProgress(ProgressRecord progressRecord)
    {
        progressRecord.Activity = DisplayText.Clean(progressRecord.Activity);
        progressRecord.StatusDescription = DisplayText.Clean(progressRecord.StatusDescription);
        base.WriteProgress(progressRecord);
    }

    /// <inheritdoc cref="WriteWarning"/>
    /// <exception cref="PSInvalidOperationException">The session can't ask questions.</exception>
    internal new bool ShouldProcess(string? target, string? action)
    {
        try
        {
            return base.ShouldProcess(DisplayText.Clean(target ?? string.Empty), DisplayText.Clean(action ?? string.Empty));
        }
        catch (NullReferenceException)
        {
            throw CreateNotInteractiveException();
        }
    }

    /// <inheritdoc cref="WriteWarning"/>
    /// <exception cref="PSInvalidOperationException">The session can't ask questions.</exception>
    internal new bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll)
    {
        try
        {
            return base.ShouldContinue(DisplayText.Clean(query), DisplayText.Clean(caption), ref yesToAll, ref noToAll);
        }
        catch (NullReferenceException)
        {
            throw CreateNotInteractiveException();
        }
    }

    // If standard input is closed, as under cron, the console's own question fails with a NullReferenceException.
    private static PSInvalidOperationException CreateNotInteractiveException() =>
        new("Confirmation isn't possible in this session, because standard input is closed. Run the command with -Confirm:$false.");

    /// <inheritdoc cref="WriteWarning"/>
    internal new void WriteError(ErrorRecord errorRecord) => base.WriteError(Clean(errorRecord));

    /// <inheritdoc cref="WriteWarning"/>
    internal new void ThrowTerminatingError(ErrorRecord errorRecord) => base.ThrowTerminatingError(Clean(errorRecord));

    /// <summary>Writes an object. It is marked if a view must clean its text; the text itself is not changed.</summary>
    private void WriteMarked(object? value)
    {
        _ = UnsafeContent.Mark(value);
        WriteObject(value);
    }

    // Get-Error shows the target without cleaning. Its name is the target as text.
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

    /// <summary>Runs asynchronous code from the pipeline thread, and writes its output meanwhile.</summary>
    /// <param name="body">The code.</param>
    /// <param name="target">The input for the error record.</param>
    /// <param name="isOfConnection">Whether each error concerns the connection, and so ends the cmdlet.</param>
    /// <param name="ofFile">The category of an error of a file.</param>
    private protected void RunAsync(Func<CancellationToken, Task> body, object? target, bool isOfConnection = false, ErrorCategory ofFile = ErrorCategory.ReadError)
    {
        Launch(body, target, isOfConnection, ofFile);
        PumpWhile(() => Queue.OpenCount > 0);
    }

    /// <summary>Starts asynchronous code without waiting for its end.</summary>
    /// <param name="body">The code.</param>
    /// <param name="target">The input for the error record.</param>
    /// <param name="isOfConnection">Whether each error concerns the connection, and so ends the cmdlet.</param>
    /// <param name="ofFile">The category of an error of a file.</param>
    /// <param name="end">Called on the pipeline thread when the code has ended, with or without an error.</param>
    internal void Launch(Func<CancellationToken, Task> body, object? target, bool isOfConnection = false, ErrorCategory ofFile = ErrorCategory.ReadError, Action? end = null)
    {
        _ = IsVerbose;
        _ = IsDebug;
        Queue.Start(body, e => ReportFailure(e, target, isOfConnection, ofFile), end);
    }

    /// <summary>Whether the cmdlet runs with -WhatIf.</summary>
    private protected bool IsWhatIf => LanguagePrimitives.IsTrue(
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given) ? given : GetVariableValue("WhatIfPreference"));

    /// <summary>Whether ShouldProcess shows a text, as far as the cmdlet can know.</summary>
    private protected bool IsQuestionShown => IsWhatIf || GetType().GetCustomAttribute<CmdletAttribute>()!.ConfirmImpact >= ConfirmThreshold;

    /// <summary>The impact from which on the user is asked; null if never, as with -Confirm:$false.</summary>
    internal ConfirmImpact? ConfirmThreshold =>
        MyInvocation.BoundParameters.TryGetValue("Confirm", out object? given) ? LanguagePrimitives.IsTrue(given) ? ConfirmImpact.Low : null
        : LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference) && preference is not ConfirmImpact.None ? preference
        : null;

    /// <summary>Whether verbose messages are shown. Each wakes the pipeline thread, so messages that nobody sees are not sent. The first use must be on the pipeline thread.</summary>
    internal bool IsVerbose => _isVerbose ??= IsShown("Verbose");

    /// <summary>Whether debug messages are shown. The first use must be on the pipeline thread.</summary>
    internal bool IsDebug => _isDebug ??= IsShown("Debug");

    /// <summary>Creates the progress of a secondary request, which shows only debug messages.</summary>
    private protected QuietProgress CreateQuietProgress() => new(Queue, IsDebug ? text => Post(() => WriteDebug(text)) : null);

    private bool IsShown(string stream) => MyInvocation.BoundParameters.TryGetValue(stream, out object? given)
        ? given is SwitchParameter { IsPresent: true }
        : GetVariableValue(stream + "Preference") is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Writes the output of the running code while a condition is true.</summary>
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

    /// <summary>Starts a progress bar. It ends with the cmdlet.</summary>
    internal ProgressReport StartProgress(string activity)
    {
        _progress?.End();
        return _progress = new(activity, Post, WriteProgress);
    }

    /// <summary>Reports an error. An error of one input is non-terminating; an error of the connection ends the cmdlet.</summary>
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

    /// <summary>Runs an action for one input on the pipeline thread. An error is non-terminating.</summary>
    /// <param name="action">The action.</param>
    /// <param name="target">The input.</param>
    /// <param name="ofFile">The category of an error of a file.</param>
    /// <returns>Whether it succeeded.</returns>
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

    /// <summary>Runs an action on the pipeline thread. An error ends the cmdlet.</summary>
    /// <param name="action">The action.</param>
    /// <param name="ofFile">The category of an error of a file.</param>
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

    /// <summary>Runs a function on the pipeline thread. An error ends the cmdlet.</summary>
    /// <param name="function">The function.</param>
    /// <param name="ofFile">The category of an error of a file.</param>
    private protected T InvokeOrTerminate<T>(Func<T> function, ErrorCategory ofFile = ErrorCategory.ReadError)
    {
        T result = default!;
        InvokeOrTerminate(() => { result = function(); }, ofFile);
        return result;
    }

    /// <summary>Writes an object to the pipeline, from asynchronous code.</summary>
    internal ValueTask WriteAsync(object? value) => Queue.WriteAsync(value, _stop.Token);

    /// <summary>Runs a function on the pipeline thread, from asynchronous code.</summary>
    internal Task<T> InvokeAsync<T>(Func<T> function) => Queue.InvokeAsync(function, _stop.Token);

    /// <summary>Waits until the pipeline has taken all output so far, from asynchronous code.</summary>
    private protected Task FlushAsync() => InvokeAsync(static () => true);

    /// <summary>Runs an action on the pipeline thread as soon as possible, from asynchronous code.</summary>
    internal void Post(Action work) => Queue.Post(work, isOutput: false);

    /// <summary>Runs an action on the pipeline thread in the order of the output, from asynchronous code.</summary>
    internal void PostOrdered(Action work) => Queue.Post(work, isOutput: true);

    /// <summary>The queue of work for the pipeline thread.</summary>
    internal PipelineQueue Queue => _queue ??= new(WriteMarked, _stop, IsOrdered);

    /// <summary>Whether the output has the order of the input, if several inputs are processed at once.</summary>
    private protected virtual bool IsOrdered => true;
}
