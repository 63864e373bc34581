using System;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>What a rotation needs of the cmdlet that runs it.</summary>
internal interface IRotationHost
{
    IProgress<TransportEvent> Progress { get; }

    /// <summary>Has something done on the pipeline thread, where vaults are.</summary>
    Task<T> InvokeAsync<T>(Func<T> function);

    /// <summary>Warns the user; on the pipeline thread.</summary>
    void Warn(string message);

    /// <summary>Notes a key's end in its vault; on the pipeline thread.</summary>
    void NoteExpiry(SecretReference secret, DateTimeOffset expiresOn);
}
