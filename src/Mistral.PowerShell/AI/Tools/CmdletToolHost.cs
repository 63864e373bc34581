using System;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>A cmdlet that asks its user before a tool runs. The cmdlet itself has the default impact, medium.</summary>
internal sealed class CmdletToolHost(MistralCmdlet cmdlet) : IToolHost
{
    private const string Action = "Run the command that the model requests";
    private const ConfirmImpact OwnImpact = ConfirmImpact.Medium;

    private bool _yesToAll;
    private bool _noToAll;

    /// <inheritdoc/>
    public ToolApproval Ask(string line, ConfirmImpact impact)
    {
        try
        {
            if (!cmdlet.ShouldProcess(line, Action))
            {
                return ToolApproval.Refused;
            }

            // ShouldProcess has asked if the impact of this cmdlet requires it. A command with a higher impact is asked for here.
            ConfirmImpact? preference = cmdlet.ConfirmThreshold;
            return preference is null or <= OwnImpact ? ToolApproval.Given
                : impact < preference ? ToolApproval.Unasked
                : cmdlet.ShouldContinue($"{Action}: {line}", "The model requests a command", ref _yesToAll, ref _noToAll) ? ToolApproval.Given
                : ToolApproval.Refused;
        }
        catch (Exception e) when (HostInteractivity.IsUnavailable(e))
        {
            cmdlet.WriteWarning($"Skipped: confirmation isn't possible in this session: {line}. Use -Confirm:$false to run it without confirmation.");
            return ToolApproval.Refused;
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
}
