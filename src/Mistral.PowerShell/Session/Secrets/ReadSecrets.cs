using System.Collections.Concurrent;
using System.Collections.Generic;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>The secrets from which keys were read in this session.</summary>
internal sealed class ReadSecrets
{
    private readonly ConcurrentDictionary<SecretReference, bool> _all = new();

    /// <summary>The secrets.</summary>
    public IEnumerable<SecretReference> All => _all.Keys;

    public void Add(SecretReference secret) => _all.TryAdd(secret, true);

    public void Clear() => _all.Clear();
}
