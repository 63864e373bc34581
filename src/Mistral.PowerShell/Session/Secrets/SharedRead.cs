using System;
using System.Runtime.ExceptionServices;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>One read of a vault, whose result all callers get that ask for the same meanwhile.</summary>
internal sealed class SharedRead
{
    private object? _result;

    /// <summary>Whether there is a result or a failure. Whoever waits for it holds the lock of the turns.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Why it failed; null where it didn't.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Reads, for all.</summary>
    /// <param name="read">Reads.</param>
    /// <param name="tell">Runs what marks the end, and wakes those who wait.</param>
    public T Do<T>(Func<T> read, Action<Action> tell)
    {
        try
        {
            T result = read();
            _result = result;
            return result;
        }
        catch (Exception e)
        {
            Failure = e;
            throw;
        }
        finally
        {
            tell(() => IsDone = true);
        }
    }

    /// <summary>Gets the result, or throws the failure.</summary>
    public T GetResult<T>()
    {
        if (Failure is not null)
        {
            ExceptionDispatchInfo.Capture(Failure).Throw();
        }

        return (T)_result!;
    }
}
