using System;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace Mistral.PowerShell;

/// <summary>A cmdlet whose user is asked before a tool runs. Its own impact is medium, as that of ShouldProcess is by default.</summary>
internal sealed class CmdletToolHost(PSCmdlet cmdlet) : IToolHost
{
    private const string Action = "Run the command that the model asks for";

    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Whether nothing is to run at all, but to be shown.</summary>
    public bool IsTrial => LanguagePrimitives.IsTrue(
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given) ? given : cmdlet.GetVariableValue("WhatIfPreference"));

    /// <inheritdoc/>
    public bool Allows(string line, ConfirmImpact impact)
    {
        try
        {
            return cmdlet.ShouldProcess(line, Action)
                && (!IsToBeAsked(impact) || cmdlet.ShouldContinue($"{Action}: {line}", "A model asks for a command", ref _yesToAll, ref _noToAll));
        }
        catch (Exception e) when (e is PSInvalidOperationException or HostException)
        {
            cmdlet.WriteWarning($"Not run, for nobody can be asked here: {line}. With -Confirm:$false it runs unasked.");
            return false;
        }
    }

    /// <inheritdoc/>
    public void Forward(PSDataStreams streams)
    {
        foreach (VerboseRecord record in streams.Verbose)
        {
            cmdlet.WriteVerbose(record.Message);
        }

        foreach (WarningRecord record in streams.Warning)
        {
            cmdlet.WriteWarning(record.Message);
        }

        foreach (InformationRecord record in streams.Information)
        {
            cmdlet.WriteInformation(record);
        }
    }

    // ShouldProcess has asked where this cmdlet's own impact calls for it; a command of a higher one is asked for here.
    private bool IsToBeAsked(ConfirmImpact impact) =>
        !cmdlet.MyInvocation.BoundParameters.ContainsKey("Confirm")
        && LanguagePrimitives.TryConvertTo(cmdlet.GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
        && preference is not ConfirmImpact.None
        && impact >= preference
        && preference > ConfirmImpact.Medium;
}
