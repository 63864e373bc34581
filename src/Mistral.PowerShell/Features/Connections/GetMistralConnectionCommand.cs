using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Connections;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConnection", DefaultParameterSetName = CurrentSet)]
[OutputType(typeof(MistralConnection), ParameterSetName = [CurrentSet])]
[OutputType(typeof(SavedConnection), ParameterSetName = [SavedSet, NameSet])]
public sealed class GetMistralConnectionCommand : MistralCmdlet
{
    private const string CurrentSet = "Current";
    private const string SavedSet = "Saved";
    private const string NameSet = "Name";

    [Parameter(Mandatory = true, ParameterSetName = SavedSet)]
    [Parameter(ParameterSetName = NameSet)]
    public SwitchParameter ListAvailable { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string? Name { get; set; }

    protected override void EndProcessing()
    {
        if (ParameterSetName == CurrentSet)
        {
            if (InvokeOrTerminate(() => MistralSession.Current.Connection.Find(StopToken)) is { } connection)
            {
                PSObject shown = PSObject.AsPSObject(connection);
                JsonObjects.Set(shown, "UsedBecause", MistralSession.Current.Connection.GetReason(connection));
                WriteObject(shown);
            }

            return;
        }

        WildcardPattern pattern = WildcardPattern.Get(Name ?? "*", WildcardOptions.IgnoreCase);
        SavedConnection[] found = [.. InvokeOrTerminate(SavedConnections.GetAll).Where(c => pattern.IsMatch(c.Name))];
        if (found.Length == 0 && Name is not null && !WildcardPattern.ContainsWildcardCharacters(Name))
        {
            WriteError(SavedConnectionException.NotFound(Name).ToRecord());
        }

        WriteObject(found, enumerateCollection: true);
    }
}
