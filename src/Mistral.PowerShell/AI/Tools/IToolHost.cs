using System.Management.Automation;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>The cmdlet on whose behalf tools run.</summary>
internal interface IToolHost
{
    /// <summary>Asks whether a call may run, as ShouldProcess does, with the command's own impact.</summary>
    /// <param name="line">The command and its arguments, as a person reads them.</param>
    /// <param name="impact">How much the command changes, by its own word.</param>
    ToolApproval Ask(string line, ConfirmImpact impact);

    /// <summary>Passes on what a command told beside its output.</summary>
    void Forward(PSDataStreams streams);
}
