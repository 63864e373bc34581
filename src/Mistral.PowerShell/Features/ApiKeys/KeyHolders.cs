using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Threading;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Features.ApiKeys;

/// <summary>
/// Finds other places that contain a key before it is revoked, as far as this session can know: saved connections with the
/// id of the key, secrets that this session has read, and secrets of the same vault with Mistral in their name.
/// </summary>
internal static class KeyHolders
{
    private const string NamePattern = "*Mistral*";
    private const int MaxSecretsToRead = 20;

    /// <summary>Describes the other places that contain a key of a saved connection. Runs on the pipeline thread only.</summary>
    /// <param name="saved">The saved connection with the key.</param>
    /// <param name="keyId">The id of the key, if known.</param>
    /// <param name="key">The key; null if only its id is known.</param>
    /// <param name="cancellationToken">Signalled when the caller is stopped.</param>
    public static IReadOnlyList<string> Find(SavedConnection saved, string? keyId, SecureString? key, CancellationToken cancellationToken)
    {
        SecretReference own = saved.GetSecret()!;
        IReadOnlyList<SavedConnection> all = SavedConnections.GetAll();
        IEnumerable<string> connections = all
            .Where(c => keyId is not null && c.ApiKeyId == keyId && c.GetSecret() is { } secret && !secret.IsSame(own))
            .Select(c => $"the saved connection '{c.Name}'");
        if (key is null)
        {
            return [.. connections];
        }

        List<SecretReference> known = [own, .. all.SelectMany(c => c.GetSecrets())];
        List<SecretReference> candidates = [];
        foreach (SecretReference secret in MistralSession.Current.SecretNames.Find(own.Vault, NamePattern, cancellationToken)
            .Select(n => new SecretReference(n, own.Vault))
            .Concat(MistralSession.Current.ReadSecrets.All)
            .Where(s => !s.IsTemporary && !known.Exists(k => k.IsSame(s))))
        {
            // The session may have read a secret without a vault name.
            known.Add(secret);
            candidates.Add(secret);
        }

        IEnumerable<string> secrets = candidates.Take(MaxSecretsToRead).Where(s => MistralSession.Current.Secrets.Holds(s, key, cancellationToken)).Select(s => $"the {s}");
        return [.. connections, .. secrets];
    }
}
