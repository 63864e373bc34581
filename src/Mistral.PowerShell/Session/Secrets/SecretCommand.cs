using System;
using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>
/// Runs a command of SecretManagement, which is loaded when it is needed. In an interactive session it runs in the cmdlet's
/// runspace, so that a vault can ask for its password. Otherwise it runs in a runspace that can't ask, and with a time limit.
/// Call it on the pipeline thread only.
/// </summary>
/// <param name="cache">The cache of SecretStore.</param>
internal sealed class SecretCommand(SecretStoreCache cache)
{
    public const string Module = "Microsoft.PowerShell.SecretManagement";

    // The caller's preferences must not apply to these commands: -WhatIf would write nothing, and default parameter values could
    // read another vault.
    private const string Script = """
        param($__command, $__arguments)
        $WhatIfPreference = $false
        $ConfirmPreference = 'None'
        $ErrorActionPreference = 'Continue'
        $WarningPreference = $VerbosePreference = $DebugPreference = $InformationPreference = 'SilentlyContinue'
        $PSDefaultParameterValues = @{}
        & $__command @__arguments
        """;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);
    private Runspace? _unattended;

    /// <summary>Runs a command.</summary>
    /// <param name="turn">The turn of the caller.</param>
    /// <param name="command">The name of the command.</param>
    /// <param name="arguments">The parameters of the command.</param>
    /// <exception cref="RuntimeException">The command failed.</exception>
    /// <exception cref="PipelineStoppedException">The command was stopped.</exception>
    public Collection<PSObject> Invoke(VaultTurn turn, string command, params (string Name, object Value)[] arguments)
    {
        cache.Refresh();
        return Run(turn, $"{Module}\\{command}", [.. arguments, ("ErrorAction", ActionPreference.Stop)]);
    }

    /// <summary>Whether SecretManagement is loaded or can be loaded.</summary>
    public bool IsModuleThere(VaultTurn turn) =>
        Run(turn, "Microsoft.PowerShell.Core\\Get-Module", [("Name", Module)]).Count > 0
        || Run(turn, "Microsoft.PowerShell.Core\\Get-Module", [("Name", Module), ("ListAvailable", true)]).Count > 0;

    /// <summary>Closes the runspace of non-interactive commands.</summary>
    public void Close() => Interlocked.Exchange(ref _unattended, null)?.Dispose();

    private Collection<PSObject> Run(VaultTurn turn, string command, (string Name, object Value)[] arguments) =>
        HostInteractivity.IsAttended ? RunHere(turn, command, arguments) : RunUnattended(turn, command, arguments);

    private static Collection<PSObject> RunHere(VaultTurn turn, string command, (string Name, object Value)[] arguments)
    {
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        Fill(shell, command, arguments);
        Collection<PSObject> output = shell.Invoke();

        // A vault that can't be stopped ends as if it wasn't stopped.
        NestedPipeline.ThrowIfStopped(shell, turn.CancellationToken);
        return output;
    }

    private Collection<PSObject> RunUnattended(VaultTurn turn, string command, (string Name, object Value)[] arguments)
    {
        System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create();
        shell.Runspace = _unattended ??= Open();
        Fill(shell, command, arguments);
        Task<Collection<PSObject>> run = Task.Run(() => shell.Invoke());
        try
        {
            if (Task.WaitAny([run], (int)s_timeout.TotalMilliseconds, turn.CancellationToken) < 0)
            {
                Abandon(turn, shell, run, TimeSpan.Zero);
                throw new RuntimeException($"The vault did not respond within {s_timeout.TotalSeconds} seconds. It may be waiting for a password.");
            }
        }
        catch (OperationCanceledException)
        {
            // The runspace that all vaults share is busy until the command ends.
            Abandon(turn, shell, run, s_timeout);
            throw new PipelineStoppedException();
        }

        using (shell)
        {
            return run.GetAwaiter().GetResult();
        }
    }

    // Closing a vault that hangs may hang too, so another thread does it.
    private void Abandon(VaultTurn turn, System.Management.Automation.PowerShell shell, Task run, TimeSpan timeout)
    {
        Runspace? busy = Interlocked.Exchange(ref _unattended, null);
        turn.HoldUntil(Task.WhenAny(run, Task.Delay(timeout)));
        _ = Task.Run(() =>
        {
            shell.Dispose();
            busy?.Dispose();
        });
    }

    private static Runspace Open()
    {
        // A new runspace adds default folders to the process's module path, even if they were removed.
        const string ModulePath = "PSModulePath";
        string? path = Environment.GetEnvironmentVariable(ModulePath);
        Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());

        // Commands run on thread-pool threads. Starting a thread takes longer than most commands, and a reused thread would not
        // have the async context of the caller's turn.
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();
        Environment.SetEnvironmentVariable(ModulePath, path);
        return runspace;
    }

    private static void Fill(System.Management.Automation.PowerShell shell, string command, (string Name, object Value)[] arguments)
    {
        Hashtable table = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object value) in arguments)
        {
            table.Add(name, value);
        }

        _ = shell.AddScript(Script, useLocalScope: true).AddArgument(command).AddArgument(table);
    }
}
