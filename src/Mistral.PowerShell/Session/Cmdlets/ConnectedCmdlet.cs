using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>A cmdlet that talks to the API.</summary>
public abstract class ConnectedCmdlet : MistralCmdlet, IProgress<TransportEvent>, IPipelineThread
{
    private MistralConnection? _connection;

    /// <summary>The connection to use in place of the session's.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionArgument? Connection { get; set; }

    /// <summary>The client of the connection in use.</summary>
    internal MistralClient Client => ActiveConnection.Client;

    /// <summary>The connection in use, found once for each run of the cmdlet.</summary>
    internal MistralConnection ActiveConnection => _connection ??= Connection?.Open(StopToken) ?? MistralSession.Current.Connection.Get(StopToken);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        MistralConnection connection = InvokeOrTerminate(() => ActiveConnection);
        if (MistralSession.Current.ExpiryWarnings.Get(connection) is { } warning)
        {
            WriteWarning(warning);
        }
    }

    /// <summary>Tells what happens on the wire as verbose text; that a model is to be retired, once as a warning.</summary>
    void IProgress<TransportEvent>.Report(TransportEvent value)
    {
        if (IsVerbose)
        {
            Post(() => WriteVerbose(value.ToString()));
        }

        if (value is TransportEvent.Retrying retry)
        {
            OnRetry(retry);
        }

        if (value is TransportEvent.Answered { ModelDeprecation: { } date } && ActiveConnection.FirstTime($"{value.Operation} {date}"))
        {
            Post(() => WriteWarning($"The server says that this model is to be retired: {date}. Get-MistralModel shows what replaces it."));
        }
    }

    /// <summary>Has the key of a request of this cmdlet read from its vault, which needs the pipeline thread.</summary>
    Task<T> IPipelineThread.InvokeAsync<T>(Func<T> function, CancellationToken cancellationToken) => Queue.InvokeAsync(function, cancellationToken);

    /// <summary>From asynchronous code: a request has failed in passing and waits for its next try.</summary>
    private protected virtual void OnRetry(TransportEvent.Retrying retry)
    {
    }
}
