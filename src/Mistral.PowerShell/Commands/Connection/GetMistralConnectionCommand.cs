using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConnection", DefaultParameterSetName = CurrentSet)]
[OutputType(typeof(MistralConnection), ParameterSetName = [CurrentSet])]
[OutputType(typeof(SavedConnection), ParameterSetName = [SavedSet])]
public sealed class GetMistralConnectionCommand : MistralCmdlet
{
    private const string CurrentSet = "Current";
    private const string SavedSet = "Saved";

    [Parameter(Mandatory = true, ParameterSetName = SavedSet)]
    public SwitchParameter ListAvailable { get; set; }

    [Parameter(Position = 0, ParameterSetName = SavedSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string? Name { get; set; }

    protected override void EndProcessing()
    {
        if (!ListAvailable)
        {
            if (Guard(CurrentConnection.Find) is { } connection)
            {
                WriteObject(connection);
            }

            return;
        }

        WildcardPattern pattern = WildcardPattern.Get(Name ?? "*", WildcardOptions.IgnoreCase);
        SavedConnection[] found = [.. Guard(SavedConnections.GetAll).Where(c => pattern.IsMatch(c.Name))];
        if (found.Length == 0 && Name is not null && !WildcardPattern.ContainsWildcardCharacters(Name))
        {
            WriteError(SavedConnectionException.NotFound(Name).ToRecord());
        }

        WriteObject(found, enumerateCollection: true);
    }
}
