using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralConnection", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveMistralConnectionCommand : MistralCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter IncludeSecret { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            try
            {
                Remove(SavedConnections.Get(name));
            }
            catch (RecordedException e)
            {
                WriteError(e.ToRecord());
            }
        }
    }

    private void Remove(SavedConnection saved)
    {
        SecretReference[] secrets = IncludeSecret ? [.. GetSecrets(saved)] : [];
        string action = secrets.Length == 0 ? "Remove the saved connection" : $"Remove the saved connection and {string.Join(", ", secrets.Select(s => s.ToString()))}";
        if (!ShouldProcess(saved.Name, action))
        {
            return;
        }

        // The secrets first: a connection whose key is still there can be removed once more, the other way round not.
        foreach (SecretReference secret in secrets.Where(SecretVault.Exists))
        {
            SecretVault.RemoveKey(secret);
        }

        SavedConnections.Remove(saved.Name, StopToken);
    }

    // A secret that another connection takes as well, as an organization's Admin API key may be, stays.
    private static IEnumerable<SecretReference> GetSecrets(SavedConnection saved)
    {
        HashSet<(string?, string?)> others = [.. SavedConnections.GetAll()
            .Where(c => c.Name != saved.Name)
            .SelectMany(c => new (string?, string?)[] { (c.VaultName, c.SecretName), (c.VaultName, c.AdminSecretName) })];
        return new[] { saved.SecretName, saved.AdminSecretName }
            .Where(n => n is not null && !others.Contains((saved.VaultName, n)))
            .Select(n => new SecretReference(n!, saved.VaultName));
    }
}
