using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>The base of cmdlets that send requests to the API.</summary>
public abstract class ConnectedCmdlet : MistralCmdlet, IProgress<TransportEvent>, IPipelineThread
{
    private MistralConnection? _connection;

    /// <summary>The connection to use instead of the current one.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionArgument? Connection { get; set; }

    /// <summary>The client of the connection that the cmdlet uses.</summary>
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

    /// <summary>Writes events of the transport as verbose and debug messages, and the retirement of a model once as a warning.</summary>
    void IProgress<TransportEvent>.Report(TransportEvent value)
    {
        if (IsVerbose)
        {
            Post(() => WriteVerbose(value.ToString()));
        }

        if (IsDebug)
        {
            // An event contains no key, except if the caller has put one into a path.
            string text = value.ToString();
            Post(() => WriteDebug(_connection?.HideKeys(text) ?? text));
        }

        if (value is TransportEvent.Retrying retry)
        {
            OnRetry(retry);
        }

        if (value is TransportEvent.Answered { ModelDeprecation: { } date } && ActiveConnection.FirstTime($"{value.Operation} {date}"))
        {
            Post(() => WriteWarning($"The server will retire this model: {date}. Get-MistralModel shows its replacement."));
        }
    }

    /// <summary>Reads the key from its vault on the pipeline thread, for a request of this cmdlet.</summary>
    Task<T> IPipelineThread.InvokeAsync<T>(Func<T> function, CancellationToken cancellationToken) => Queue.InvokeAsync(function, cancellationToken);

    /// <summary>Called from asynchronous code when a request failed and will be retried.</summary>
    private protected virtual void OnRetry(TransportEvent.Retrying retry)
    {
    }
}
