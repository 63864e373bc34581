using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Authentication;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>An API key that a script returns. The script runs again before the key expires, and if the server refuses the key.</summary>
#pragma warning disable CA1001 // A SemaphoreSlim has nothing to dispose while nobody uses its wait handle.
internal sealed class ScriptKeySource : ApiKeySource
#pragma warning restore CA1001
{
    private readonly KeyScript _script;
    private readonly SemaphoreSlim _turn = new(1, 1);

    // The value flows to the requests that the script itself sends.
    private readonly AsyncLocal<bool> _isRunning = new();
    private ScriptKey _key;

    /// <summary>Runs the script for the first time. Runs on the pipeline thread only.</summary>
    /// <exception cref="KeyScriptException">The script returned no key.</exception>
    public ScriptKeySource(KeyScript script, CancellationToken cancellationToken)
    {
        _script = script;
        _key = script.Run(lastKey: null, cancellationToken);
    }

    public override string Description => "script of -ApiKeyScript";

    /// <summary>Whether the text of the script contains the key.</summary>
    public bool ContainsKey => _script.Text.Contains(SecureStringConverter.ToText(Current.Key)!);

    private ScriptKey Current => Volatile.Read(ref _key);

    public override SecureString? LastKey => Current.Key;

    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) => new(Current.Key);

    public override ValueTask RenewAsync(IProgress<TransportEvent>? progress, CancellationToken cancellationToken) =>
        Current.IsExpiring ? RunIfAsync(static key => key.IsExpiring, progress, cancellationToken) : default;

    public override async ValueTask<SecureString?> RefreshAsync(SecureString refused, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        await RunIfAsync(key => ReferenceEquals(key.Key, refused), progress, cancellationToken).ConfigureAwait(false);
        return Current.Key;
    }

    // All requests that need a new key wait for one run.
    private async ValueTask RunIfAsync(Func<ScriptKey, bool> isNeeded, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        // Without a pipeline thread, as in tab completion, the script can't run.
        if (progress is not IPipelineThread thread)
        {
            return;
        }

        if (_isRunning.Value)
        {
            throw KeyScriptException.Reentered();
        }

        // The pipeline thread may be in a later cmdlet of the pipeline, so only that thread takes the turn.
        _ = await thread.InvokeAsync(() => RunIf(isNeeded, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private bool RunIf(Func<ScriptKey, bool> isNeeded, CancellationToken cancellationToken)
    {
        _turn.Wait(cancellationToken);
        try
        {
            return isNeeded(Current) && Run(cancellationToken);
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    private bool Run(CancellationToken cancellationToken)
    {
        _isRunning.Value = true;
        try
        {
            Volatile.Write(ref _key, _script.Run(LastKey, cancellationToken));
            return true;
        }
        finally
        {
            _isRunning.Value = false;
        }
    }
}
