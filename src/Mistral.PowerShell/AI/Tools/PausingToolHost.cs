using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>Restores normal keyboard input while the user is asked whether a tool may run.</summary>
internal sealed class PausingToolHost(IToolHost inner, StopKey key) : IToolHost
{
    /// <inheritdoc/>
    public ToolApproval Ask(string line, ConfirmImpact impact) => key.Pause(() => inner.Ask(line, impact));

    /// <inheritdoc/>
    public void Forward(PSDataStreams streams) => inner.Forward(streams);
}
