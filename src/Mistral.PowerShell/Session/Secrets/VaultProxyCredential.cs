using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>A proxy credential in a SecretManagement vault. It is read once, and again if the proxy refuses it.</summary>
internal sealed class VaultProxyCredential : ProxyCredentialSource
{
    private NetworkCredential _credential;

    /// <summary>Reads the credential for the first time. Runs on the pipeline thread only.</summary>
    /// <exception cref="SecretVaultException">The credential can't be read.</exception>
    public VaultProxyCredential(SecretReference secret, CancellationToken cancellationToken)
    {
        Secret = secret;
        _credential = Get(cancellationToken);
    }

    /// <summary>The place of the credential.</summary>
    public SecretReference Secret { get; }

    public override string Description => Secret.ToString();

    public override NetworkCredential Current => Volatile.Read(ref _credential);

    public override async ValueTask<bool> RefreshAsync(NetworkCredential refused, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        // A vault must be read on the pipeline thread of the cmdlet that sends the request. If several requests are refused at once,
        // the first one reads the credential for all.
        if (progress is IPipelineThread thread)
        {
            await thread.InvokeAsync(() => !ReferenceEquals(Current, refused) || Read(cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return !IsSame(Current, refused);
    }

    /// <summary>Whether two credentials have the same user name and password.</summary>
    public static bool IsSame(NetworkCredential left, NetworkCredential right) =>
        left.UserName == right.UserName && left.Domain == right.Domain && left.Password == right.Password;

    private bool Read(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _credential, Get(cancellationToken));
        return true;
    }

    private NetworkCredential Get(CancellationToken cancellationToken) => CredentialConverter.Find(MistralSession.Current.Secrets.GetCredential(Secret, cancellationToken))!;
}
