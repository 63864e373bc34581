using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConnection")]
[OutputType(typeof(MistralConnection))]
public sealed class GetMistralConnectionCommand : PSCmdlet
{
    protected override void EndProcessing()
    {
        if (CurrentConnection.Find() is { } connection)
        {
            WriteObject(connection);
        }
    }
}
