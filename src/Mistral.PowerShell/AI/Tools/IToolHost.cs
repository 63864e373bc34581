using System.Management.Automation;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>The cmdlet that runs the tools.</summary>
internal interface IToolHost
{
    /// <summary>Asks whether a call may run, as ShouldProcess does, with the impact of the command.</summary>
    /// <param name="line">The command and its arguments in a readable form.</param>
    /// <param name="impact">The ConfirmImpact of the command.</param>
    ToolApproval Ask(string line, ConfirmImpact impact);

    /// <summary>Writes the other streams of a command, such as warnings.</summary>
    void Forward(PSDataStreams streams);
}
