using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Disconnect, "Mistral")]
public sealed class DisconnectMistralCommand : PSCmdlet
{
    protected override void EndProcessing() => CurrentConnection.Close();
}
