using System.Collections.Concurrent;
using System.Collections.Generic;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>The secrets that keys of this session have come from.</summary>
internal sealed class ReadSecrets
{
    private readonly ConcurrentDictionary<SecretReference, bool> _all = new();

    /// <summary>All of them.</summary>
    public IEnumerable<SecretReference> All => _all.Keys;

    public void Add(SecretReference secret) => _all.TryAdd(secret, true);
}
