using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>A key kept in a SecretManagement vault. It is read once, and again when the server refuses it.</summary>
internal sealed class VaultKeySource : ApiKeySource
{
    private readonly string _name;
    private readonly string? _vault;
    private SecureString _key;

    /// <summary>Reads the key for the first time; on the pipeline thread only.</summary>
    /// <exception cref="SecretVaultException">It can't be had.</exception>
    public VaultKeySource(string name, string? vault)
    {
        _name = name;
        _vault = vault;
        _key = SecretVault.GetKey(name, vault);
    }

    public override string Description => _vault is null ? $"secret '{_name}'" : $"secret '{_name}' in vault '{_vault}'";

    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) => new(Volatile.Read(ref _key));

    public override async ValueTask<SecureString?> ReadAgainAsync(CancellationToken cancellationToken)
    {
        // A vault needs a runspace: that of the cmdlet on whose behalf the request goes out.
        if (PipelineQueue.Current is { } queue)
        {
            SecureString current = await queue.InvokeAsync(() => SecretVault.GetKey(_name, _vault), cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _key, current);
        }

        return Volatile.Read(ref _key);
    }
}
