using System;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>The cmdlet that runs a rotation, as the rotation uses it.</summary>
internal interface IRotationHost
{
    IProgress<TransportEvent> Progress { get; }

    /// <summary>Runs a function on the pipeline thread, which vaults need.</summary>
    Task<T> InvokeAsync<T>(Func<T> function);

    /// <summary>Writes a warning. Call it on the pipeline thread.</summary>
    void Warn(string message);

    /// <summary>Stores the expiry of a key in its vault. Call it on the pipeline thread.</summary>
    void NoteExpiry(SecretReference secret, DateTimeOffset expiresOn);
}
