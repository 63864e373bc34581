using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Session;

/// <summary>
/// All that the module keeps longer than a cmdlet runs: one for the process, so that parallel runspaces share it. Nothing else of
/// the module that changes is static.
/// </summary>
internal sealed class MistralSession
{
    private readonly SecretCommand _secretCommand = new(new SecretStoreCache());

    private MistralSession()
    {
        VaultTurns turns = new();
        VaultCommands commands = new(_secretCommand);
        Secrets = new SecretVault(turns, commands);
        SecretExpiry = new SecretExpiry(turns, commands);
        SecretNames = new SecretNames(turns, commands);
    }

    /// <summary>The session of the process.</summary>
    public static MistralSession Current { get; } = new();

    /// <summary>The runspaces that have the module.</summary>
    public ModuleRunspaces Runspaces { get; } = new();

    /// <summary>The connection that cmdlets take where none is named.</summary>
    public CurrentConnection Connection { get; } = new();

    /// <summary>Saved connections that are open.</summary>
    public NamedConnections NamedConnections { get; } = new();

    /// <summary>The warnings of keys that expire.</summary>
    public KeyExpiryWarnings ExpiryWarnings { get; } = new();

    /// <summary>The keys that were given as plain text.</summary>
    public PlainTextKeys PlainTextKeys { get; } = new();

    /// <summary>The secrets that keys have come from.</summary>
    public ReadSecrets ReadSecrets { get; } = new();

    /// <summary>Keys and credentials in vaults.</summary>
    public SecretVault Secrets { get; }

    /// <summary>When the keys in vaults expire.</summary>
    public SecretExpiry SecretExpiry { get; }

    /// <summary>The names of vaults and secrets.</summary>
    public SecretNames SecretNames { get; }

    /// <summary>Closes all that is held open, as the module goes.</summary>
    public void Close()
    {
        Connection.CloseForRemoval();
        NamedConnections.Close();
        _secretCommand.Close();
    }
}
