using System;
using System.Runtime.ExceptionServices;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>One read of a vault. All callers that wait for the same secret share its result.</summary>
internal sealed class SharedRead
{
    private object? _result;

    /// <summary>Whether the read has ended. Callers must hold the lock of the turns.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Why the read failed; null if it succeeded.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Runs the read for all callers.</summary>
    /// <param name="read">The read.</param>
    /// <param name="tell">Runs the action that marks the end, and wakes the waiting callers.</param>
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
