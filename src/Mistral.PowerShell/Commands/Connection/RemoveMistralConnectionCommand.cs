using System;
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
        SavedConnection[] others = [.. SavedConnections.GetAll().Where(c => c.Name != saved.Name && IsSameVault(c.VaultName, saved.VaultName))];
        HashSet<string?> taken = new(others.SelectMany(c => new[] { c.SecretName, c.AdminSecretName }), StringComparer.OrdinalIgnoreCase);
        return new[] { saved.SecretName, saved.AdminSecretName }
            .Where(n => n is not null && !taken.Contains(n))
            .Select(n => new SecretReference(n!, saved.VaultName));
    }

    // A connection that names no vault may mean any.
    private static bool IsSameVault(string? left, string? right) =>
        left is null || right is null || string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
