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
/// Runs a command of SecretManagement, which is found by its name when it is needed. With a person there it runs in
/// the cmdlet's own runspace, so that a vault can ask for its password; without, in one that has nobody to ask and
/// not for ever, so that nothing waits for an answer that can't come. Call it on the pipeline thread only.
/// </summary>
/// <param name="cache">What SecretStore has read of its file.</param>
internal sealed class SecretCommand(SecretStoreCache cache)
{
    public const string Module = "Microsoft.PowerShell.SecretManagement";

    // What the caller prefers is not meant for commands that the caller has not typed: -WhatIf would write nothing, defaults of
    // parameters would read another vault.
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
    /// <param name="turn">The caller's turn.</param>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Its parameters.</param>
    /// <exception cref="RuntimeException">It failed.</exception>
    /// <exception cref="PipelineStoppedException">It was stopped.</exception>
    public Collection<PSObject> Invoke(VaultTurn turn, string command, params (string Name, object Value)[] arguments)
    {
        cache.Refresh();
        return Run(turn, $"{Module}\\{command}", [.. arguments, ("ErrorAction", ActionPreference.Stop)]);
    }

    /// <summary>Whether SecretManagement is loaded or can be.</summary>
    public bool IsModuleThere(VaultTurn turn) =>
        Run(turn, "Microsoft.PowerShell.Core\\Get-Module", [("Name", Module)]).Count > 0
        || Run(turn, "Microsoft.PowerShell.Core\\Get-Module", [("Name", Module), ("ListAvailable", true)]).Count > 0;

    /// <summary>Lets go of the runspace of unattended commands.</summary>
    public void Close() => Interlocked.Exchange(ref _unattended, null)?.Dispose();

    private Collection<PSObject> Run(VaultTurn turn, string command, (string Name, object Value)[] arguments) =>
        HostInteractivity.IsAttended ? RunHere(turn, command, arguments) : RunUnattended(turn, command, arguments);

    private static Collection<PSObject> RunHere(VaultTurn turn, string command, (string Name, object Value)[] arguments)
    {
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        Fill(shell, command, arguments);
        Collection<PSObject> output = shell.Invoke();

        // A vault that can't be stopped ends as though nothing were.
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
                throw new RuntimeException($"The vault has not answered for {s_timeout.TotalSeconds} seconds; it may be waiting for a password.");
            }
        }
        catch (OperationCanceledException)
        {
            // The shared runspace of the vaults is busy until the command has ended.
            Abandon(turn, shell, run, s_timeout);
            throw new PipelineStoppedException();
        }

        using (shell)
        {
            return run.GetAwaiter().GetResult();
        }
    }

    // A vault that hangs would hold up its own end too, so that is left to another thread.
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
        // A new runspace puts back into the process's module path what somebody may have taken out of it.
        const string ModulePath = "PSModulePath";
        string? path = Environment.GetEnvironmentVariable(ModulePath);
        Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());

        // Commands run on threads of the pool: to start one for each takes longer than most commands, and one that is kept would
        // not know the turn of its caller.
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
