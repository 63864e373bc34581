using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.PowerShell;

/// <summary>
/// Runs a command of SecretManagement, which is found by its name when it is needed. With a person there it runs in
/// the cmdlet's own runspace, so that a vault can ask for its password; without, in one that has nobody to ask and
/// not for ever, so that nothing waits for an answer that can't come. Call it on the pipeline thread only.
/// </summary>
internal static class SecretCommand
{
    public const string Module = "Microsoft.PowerShell.SecretManagement";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly object s_taken = new();
    private static Runspace? s_unattended;

    /// <summary>Runs a command.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Its parameters.</param>
    /// <exception cref="RuntimeException">It failed.</exception>
    /// <exception cref="PipelineStoppedException">It was stopped.</exception>
    public static Collection<PSObject> Invoke(string command, params (string Name, object Value)[] arguments)
    {
        SecretStoreCache.Refresh();
        return Run($"{Module}\\{command}", [.. arguments, ("ErrorAction", ActionPreference.Stop)]);
    }

    /// <summary>Whether SecretManagement is loaded or can be.</summary>
    public static bool IsModuleThere() =>
        Run("Microsoft.PowerShell.Core\\Get-Module", [("Name", Module)]).Count > 0
        || Run("Microsoft.PowerShell.Core\\Get-Module", [("Name", Module), ("ListAvailable", true)]).Count > 0;

    /// <summary>Lets go of the runspace of unattended commands.</summary>
    public static void Close() => Interlocked.Exchange(ref s_unattended, null)?.Dispose();

    private static Collection<PSObject> Run(string command, (string Name, object Value)[] arguments)
    {
        if (Attendance.IsAttended)
        {
            using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
            Fill(shell, command, arguments);
            Collection<PSObject> output = shell.Invoke();

            // Ctrl+C ends the innermost command first, and tells the cmdlet only then; a vault that can't be stopped ends as though nothing were.
            return shell.InvocationStateInfo.State is PSInvocationState.Stopped ? throw new PipelineStoppedException() : output;
        }

        lock (s_taken)
        {
            System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create();
            shell.Runspace = s_unattended ??= Open();
            Fill(shell, command, arguments);
            IAsyncResult run = shell.BeginInvoke();
            if (!run.AsyncWaitHandle.WaitOne(s_patience))
            {
                Abandon(shell);
                throw new RuntimeException($"The vault has not answered for {s_patience.TotalSeconds} seconds; it may be waiting for a password.");
            }

            using (shell)
            {
                return new Collection<PSObject>([.. shell.EndInvoke(run)]);
            }
        }
    }

    // A vault that hangs would hold up its own end too, so that is left to another thread.
    private static void Abandon(System.Management.Automation.PowerShell shell)
    {
        Runspace? hung = Interlocked.Exchange(ref s_unattended, null);
        _ = Task.Run(() =>
        {
            shell.Dispose();
            hung?.Dispose();
        });
    }

    private static Runspace Open()
    {
        // A new runspace puts back into the process's module path what somebody may have taken out of it.
        const string ModulePath = "PSModulePath";
        string? path = Environment.GetEnvironmentVariable(ModulePath);
        Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        Environment.SetEnvironmentVariable(ModulePath, path);
        return runspace;
    }

    private static void Fill(System.Management.Automation.PowerShell shell, string command, (string Name, object Value)[] arguments)
    {
        _ = shell.AddCommand(command, useLocalScope: true);
        foreach ((string name, object value) in arguments)
        {
            _ = shell.AddParameter(name, value);
        }
    }
}
