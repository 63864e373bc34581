using System;
using System.Management.Automation;
using System.Threading;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>A pipeline that a cmdlet runs within its own.</summary>
internal static class NestedPipeline
{
    // Whoever stopped the inner pipeline alone does not stop the cmdlet.
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Stops the cmdlet where its inner pipeline was stopped.</summary>
    /// <param name="shell">The inner pipeline, which has ended.</param>
    /// <param name="stopToken">Signalled when the cmdlet is stopped.</param>
    /// <exception cref="PipelineStoppedException">It was stopped.</exception>
    public static void ThrowIfStopped(System.Management.Automation.PowerShell shell, CancellationToken stopToken)
    {
        if (shell.InvocationStateInfo.State is PSInvocationState.Stopped)
        {
            // Ctrl+C ends the innermost pipeline first, and tells the cmdlet only then. Not to wait for that would end the outer
            // pipeline just while PowerShell stops it, at which 7.6 may crash.
            _ = stopToken.WaitHandle.WaitOne(s_stopTimeout);
            throw new PipelineStoppedException();
        }
    }
}
