using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.ApiKeys;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralConnection", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveMistralConnectionCommand : MistralCmdlet
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    private bool _yesToAll;
    private bool _noToAll;

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

        SecretReference[] secrets = IncludeSecret ? [.. GetSecrets(saved)] : [];
        SecretReference[] foreign = [.. secrets.Where(s => !ConnectionStore.IsCreatedFor(saved.Name, s))];
        string action = secrets.Length == 0 ? "Remove the saved connection" : $"Remove the saved connection and {string.Join(", ", secrets.Select(s => foreign.Contains(s) ? $"{s}, which was not created by this module" : s.ToString()))}";
        if (!ShouldProcess(saved.Name, action))
        {
            return;
        }

        // All questions are asked before anything is removed.
        SecretReference[] removed = [.. secrets.Where(s => !foreign.Contains(s) || IsConfirmed(saved.Name, s))];

        // The secrets first: a connection whose key is still there can be removed once more, the other way round not.
        foreach (SecretReference secret in IncludeSecret ? removed.Concat(GetNext(saved.Name)) : removed)
        {
            MistralSession.Current.Secrets.Remove(secret, StopToken);
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

    // A secret that another connection takes as well stays. So does an Admin API key that somebody stored himself: it serves more
    // than one connection, and may be the only copy.
    private static IEnumerable<SecretReference> GetSecrets(SavedConnection saved) => saved.GetSecrets()
        .Where(s => !SavedConnections.IsUsed(s, except: saved.Name) && (s != saved.GetAdminSecret() || ConnectionStore.IsCreatedFor(saved.Name, s)));

    // ShouldProcess has asked where this cmdlet's own impact calls for it. What the user stored himself needs a yes in any case.
    private bool IsConfirmed(string connection, SecretReference secret)
    {
        if (Force || ConfirmThreshold is not ConfirmImpact.High)
        {
            return true;
        }

        try
        {
            return ShouldContinue(
                $"Remove the {secret} as well? It was not created by this module, and other programs may use it.",
                $"Remove the saved connection '{connection}'",
                ref _yesToAll,
                ref _noToAll);
        }
        catch (Exception e) when (HostInteractivity.IsUnavailable(e))
        {
            throw SecretVaultException.NotConfirmed(secret);
        }
    }
}
