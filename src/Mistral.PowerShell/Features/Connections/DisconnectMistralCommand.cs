using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Disconnect, "Mistral")]
public sealed class DisconnectMistralCommand : MistralCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public ConnectionArgument? Connection { get; set; }

    protected override void ProcessRecord()
    {
        if (Connection is null)
        {
            MistralSession.Current.Connection.Disconnect();
            MistralSession.Current.NamedConnections.Close();
            return;
        }

        if (Connection.Name is { } name)
        {
            // Only an open connection is closed, so no vault is read.
            MistralSession.Current.Connection.Close(name);
            MistralSession.Current.NamedConnections.Close(name);
            return;
        }

        MistralConnection closed = InvokeOrTerminate(() => Connection.Open(StopToken));
        MistralSession.Current.Connection.Forget(closed);
        MistralSession.Current.NamedConnections.Forget(closed);
        closed.Client.Dispose();
    }
}
