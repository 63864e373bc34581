using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>A pipeline inside a cmdlet.</summary>
internal static class NestedPipeline
{
    // If only the inner pipeline was stopped, the cmdlet goes on.
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Runs an inner pipeline, and stops it with the cmdlet.</summary>
    /// <param name="shell">The inner pipeline.</param>
    /// <param name="output">Receives the output.</param>
    /// <param name="stopToken">Signalled when the cmdlet is stopped.</param>
    /// <exception cref="RuntimeException">A command in the pipeline ended it.</exception>
    public static void Invoke(System.Management.Automation.PowerShell shell, IList<object?> output, CancellationToken stopToken)
    {
        stopToken.ThrowIfCancellationRequested();

        // Not BeginStop: PowerShell 7.6 may fail to stop a pipeline that is just ending, and crash the process.
        using (stopToken.Register(() => Task.Run(shell.Stop)))
        {
            shell.Invoke(input: null, output);
        }
    }

    /// <summary>Stops the cmdlet if it was the reason why its inner pipeline was stopped.</summary>
    /// <param name="shell">The inner pipeline, which has ended.</param>
    /// <param name="stopToken">Signalled when the cmdlet is stopped.</param>
    /// <exception cref="PipelineStoppedException">The cmdlet was stopped.</exception>
    public static void ThrowIfStopped(System.Management.Automation.PowerShell shell, CancellationToken stopToken)
    {
        if (shell.InvocationStateInfo.State is PSInvocationState.Stopped)
        {
            // Ctrl+C stops the innermost pipeline first and the cmdlet afterwards. Without this wait, the outer pipeline could end
            // while PowerShell stops it, which may crash 7.6.
            _ = stopToken.WaitHandle.WaitOne(s_stopTimeout);
            throw new PipelineStoppedException();
        }
    }
}
