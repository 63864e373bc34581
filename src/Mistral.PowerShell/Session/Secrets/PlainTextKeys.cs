using System.Runtime.CompilerServices;
using System.Security;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>The keys that were given as plain text. It doesn't keep them alive.</summary>
internal sealed class PlainTextKeys
{
    private readonly ConditionalWeakTable<SecureString, object> _keys = new();

    public void Add(SecureString key) => _keys.Add(key, key.Length);

    /// <summary>Whether a key was given as plain text.</summary>
    public bool Contains(SecureString key) => _keys.TryGetValue(key, out _);
}
