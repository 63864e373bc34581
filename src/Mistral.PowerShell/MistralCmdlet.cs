using System;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>What every cmdlet of the module has: a connection, cancellation, the way to asynchronous code, and errors.</summary>
public abstract class MistralCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private PipelineQueue? _queue;

    /// <summary>Signalled when the pipeline is stopped.</summary>
    private protected CancellationToken StopToken => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <param name="disposing">Whether managed parts are to go too.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            // A pipeline that ends early disposes its cmdlets without stopping them.
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <summary>Runs asynchronous code from the pipeline thread, which writes meanwhile what the code emits.</summary>
    /// <param name="body">What to run.</param>
    /// <param name="target">The input that an error is about.</param>
    /// <param name="isOfConnection">Whether any failure is one of the connection, and so ends the cmdlet.</param>
    private protected void RunAsync(Func<CancellationToken, Task> body, object? target, bool isOfConnection = false)
    {
        try
        {
            _queue = new PipelineQueue();
            _queue.Run(body, WriteObject, _stop);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (MistralApiException e)
        {
            Report(e, target, isOfConnection);
        }
        catch (RecordedException e)
        {
            ThrowTerminatingError(e.ToRecord());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Failures of the network have become our own exception; what is left is a file of the caller's.
            WriteError(ErrorRecords.FromFile(e, target));
        }
    }

    /// <summary>Does something on the pipeline thread whose failure ends the cmdlet.</summary>
    private protected T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (MistralApiException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
            throw;
        }
        catch (RecordedException e)
        {
            ThrowTerminatingError(e.ToRecord());
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(ErrorRecords.FromFile(e, target: null));
            throw;
        }
    }

    /// <summary>Reports a failure: one bad input is an error among others, a bad connection ends the cmdlet.</summary>
    private void Report(MistralApiException failure, object? target, bool isOfConnection = false)
    {
        ErrorRecord record = ErrorRecords.From(failure, target);
        if (isOfConnection || ErrorRecords.IsOfConnection(failure))
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
    }

    /// <summary>From asynchronous code: writes an object to the pipeline.</summary>
    private protected ValueTask WriteAsync(object? value) => Queue.WriteAsync(value, _stop.Token);

    /// <summary>From asynchronous code: has something done on the pipeline thread.</summary>
    private protected Task<T> InvokeAsync<T>(Func<T> function) => Queue.InvokeAsync(function, _stop.Token);

    /// <summary>From asynchronous code: waits until the pipeline has taken what was written so far.</summary>
    private protected Task TakenAsync() => InvokeAsync(static () => true);

    /// <summary>From asynchronous code: has something written by the pipeline thread in its turn.</summary>
    private protected void Post(Action work) => Queue.Post(work, _stop.Token);

    private PipelineQueue Queue => _queue ?? throw new InvalidOperationException("Only code under RunAsync may write this way.");
}
