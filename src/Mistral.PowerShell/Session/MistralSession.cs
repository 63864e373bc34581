using System;
using System.Collections.Concurrent;
using Mistral.PowerShell.Session.Budgets;
using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Session;

/// <summary>
/// All state that the module keeps after a cmdlet has ended. There is one for the process, so that parallel runspaces share it.
/// The module has no other mutable static state.
/// </summary>
internal sealed class MistralSession
{
    private readonly SecretCommand _secretCommand = new(new SecretStoreCache());
    private readonly VaultTurns _turns = new();
    private readonly ConcurrentDictionary<Type, object> _states = new();

    private MistralSession()
    {
        VaultCommands commands = new(_secretCommand);
        Secrets = new SecretVault(_turns, commands);
        SecretExpiry = new SecretExpiry(_turns, commands);
        SecretNames = new SecretNames(_turns, commands);
    }

    /// <summary>The session of the process.</summary>
    public static MistralSession Current { get; } = new();

    /// <summary>The runspaces that have imported the module.</summary>
    public ModuleRunspaces Runspaces { get; } = new();

    /// <summary>The connection of cmdlets without -Connection.</summary>
    public CurrentConnection Connection { get; } = new();

    /// <summary>The saved connections that are open.</summary>
    public NamedConnections NamedConnections { get; } = new();

    /// <summary>The usage of connections by day.</summary>
    public BudgetFile BudgetFile { get; } = new();

    /// <summary>The warnings about keys that expire.</summary>
    public KeyExpiryWarnings ExpiryWarnings { get; } = new();

    /// <summary>The keys that were given as plain text.</summary>
    public PlainTextKeys PlainTextKeys { get; } = new();

    /// <summary>The secrets from which keys were read.</summary>
    public ReadSecrets ReadSecrets { get; } = new();

    /// <summary>The keys and credentials in vaults.</summary>
    public SecretVault Secrets { get; }

    /// <summary>When the keys in vaults expire.</summary>
    public SecretExpiry SecretExpiry { get; }

    /// <summary>The names of vaults and secrets.</summary>
    public SecretNames SecretNames { get; }

    /// <summary>Gets the state that another layer keeps in the session.</summary>
    /// <typeparam name="T">The type of the state. There is one object of each type.</typeparam>
    public T GetState<T>()
        where T : class, new() =>
        (T)_states.GetOrAdd(typeof(T), static _ => new T());

    /// <summary>Whether the caller is the script of a vault that a command of this module waits for.</summary>
    public bool IsInVaultScript => _turns.IsInScript;

    /// <summary>Closes all open resources, and forgets what was read and shown, when the module is removed.</summary>
    public void Close()
    {
        Connection.CloseForRemoval();
        NamedConnections.Close();
        ReadSecrets.Clear();
        ExpiryWarnings.Clear();
        _secretCommand.Close();
        _states.Clear();
    }
}
