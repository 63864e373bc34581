using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>An API key in a SecretManagement vault. It is read once, and again if the server refuses it.</summary>
internal sealed class VaultKeySource : ApiKeySource
{
    private SecureString _key;

    /// <summary>Reads the key for the first time. Runs on the pipeline thread only.</summary>
    /// <exception cref="SecretVaultException">The key can't be read.</exception>
    public VaultKeySource(SecretReference secret, CancellationToken cancellationToken)
    {
        Secret = secret;
        _key = MistralSession.Current.Secrets.GetKey(secret, cancellationToken);
        MistralSession.Current.ReadSecrets.Add(secret);
    }

    /// <summary>The place of the key.</summary>
    public SecretReference Secret { get; }

    public override string Description => Secret.ToString();

    public override SecureString? LastKey => Volatile.Read(ref _key);

    public override ValueTask<SecureString?> GetAsync(CancellationToken cancellationToken) => new(LastKey);

    public override async ValueTask<SecureString?> RefreshAsync(SecureString refused, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        // A vault must be read on the pipeline thread of the cmdlet that sends the request. If several requests are refused at once,
        // the first one reads the key for all.
        if (progress is IPipelineThread thread)
        {
            await thread.InvokeAsync(() => IsAnother(refused) || Read(cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return LastKey;
    }

    private bool IsAnother(SecureString refused) => !ReferenceEquals(LastKey, refused);

    private bool Read(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _key, MistralSession.Current.Secrets.GetKey(Secret, cancellationToken));
        return true;
    }
}
