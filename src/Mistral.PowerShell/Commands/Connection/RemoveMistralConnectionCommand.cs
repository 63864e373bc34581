using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralConnection", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveMistralConnectionCommand : MistralCmdlet
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter IncludeSecret { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            _ = InvokeOrWriteError(() => Remove(name), name, ErrorCategory.WriteError);
        }
    }

    private void Remove(string name)
    {
        // A rotation of it that is under way is waited for.
        using IDisposable turn = RotationJournal.Lock(SavedConnections.GetUnchecked(name).Name, s_timeout, StopToken);
        Remove(SavedConnections.GetUnchecked(name));
    }

    private void Remove(SavedConnection saved)
    {
        // Its journal is all that knows which keys are still to be revoked.
        if (RotationJournal.Exists(saved.Name) && !Force)
        {
            throw RotationException.Pending(saved.Name);
        }

        SecretReference[] secrets = IncludeSecret ? [.. GetSecrets(saved), .. GetNext(saved.Name)] : [];
        string action = secrets.Length == 0 ? "Remove the saved connection" : $"Remove the saved connection and {string.Join(", ", secrets.Select(s => s.ToString()))}";
        if (!ShouldProcess(saved.Name, action))
        {
            return;
        }

        // The secrets first: a connection whose key is still there can be removed once more, the other way round not.
        foreach (SecretReference secret in secrets)
        {
            SecretVault.Remove(secret, StopToken);
        }

        SavedConnections.Remove(saved.Name, StopToken);
        if (RotationJournal.Exists(saved.Name))
        {
            WriteWarning(DescribeLeftovers(saved.Name));
            RotationJournal.Delete(saved.Name);
        }
    }

    private static string DescribeLeftovers(string name) =>
        $"The rotation of '{name}' is given up. See what is left of it with Get-MistralApiKey, and revoke with Remove-MistralApiKey what nobody uses: {RotationJournal.DescribeKeys(name)}.";

    // Only with -Force is there a rotation to be given up.
    private static IEnumerable<SecretReference> GetNext(string name)
    {
        try
        {
            return RotationJournal.Find(name) is { } journal ? [journal.GetNext()] : [];
        }
        catch (SavedConnectionException)
        {
            // Damaged, it tells of no secret; what is left is told all the same.
            return [];
        }
    }

    // A secret that another connection takes as well, as an organization's Admin API key may be, stays.
    private static IEnumerable<SecretReference> GetSecrets(SavedConnection saved)
    {
        SecretReference[] taken = [.. SavedConnections.GetAll().Where(c => c.Name != saved.Name).SelectMany(c => c.GetSecrets())];
        return saved.GetSecrets().Where(secret => !taken.Any(t => (t with { Entry = null }).IsSame(secret with { Entry = null })) && !IsAdminKeyOfUser(saved, secret));
    }

    // An Admin API key that somebody stored himself serves more than one connection, and may be the only copy.
    private static bool IsAdminKeyOfUser(SavedConnection saved, SecretReference secret) =>
        secret == saved.GetAdminSecret() && !string.Equals(secret.Name, ConnectionStore.GetAdminSecretName(saved.Name), StringComparison.OrdinalIgnoreCase);
}
