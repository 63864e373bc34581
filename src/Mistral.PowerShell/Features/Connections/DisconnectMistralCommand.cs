using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
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
            CurrentConnection.Close();
            NamedConnections.Close();
            return;
        }

        if (Connection.Name is { } name)
        {
            // What is not open needs no vault to be closed.
            CurrentConnection.Close(name);
            NamedConnections.Close(name);
            return;
        }

        MistralConnection closed = InvokeOrTerminate(() => Connection.Open(StopToken));
        CurrentConnection.Forget(closed);
        NamedConnections.Forget(closed);
        closed.Client.Dispose();
    }
}
