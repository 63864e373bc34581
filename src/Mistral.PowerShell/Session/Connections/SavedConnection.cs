using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using Mistral.Client;
using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell;

/// <summary>A connection as it is kept between sessions: everything but the key, which is in a vault.</summary>
public sealed record SavedConnection
{
    /// <summary>The connection's name.</summary>
    [JsonIgnore]
    public string Name { get; init; } = string.Empty;

    /// <summary>Whether Connect-Mistral takes it when nothing is said.</summary>
    [JsonIgnore]
    public bool IsDefault { get; init; }

    /// <summary>What stands before <c>/v1</c>; null for the global endpoint.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>The name of the secret that holds the key; null where none is kept.</summary>
    public string? SecretName { get; init; }

    /// <summary>The vault it is in; null for whichever has it.</summary>
    public string? VaultName { get; init; }

    /// <summary>The entry that holds the key, where the secret is a table.</summary>
    public string? SecretEntry { get; init; }

    /// <summary>Whether a gateway adds the key.</summary>
    public bool NoApiKey { get; init; }

    /// <summary>The name of the secret that holds the Admin API key.</summary>
    public string? AdminSecretName { get; init; }

    /// <summary>The vault it is in; null for the one of the key.</summary>
    public string? AdminVaultName { get; init; }

    /// <summary>How the Admin API key travels.</summary>
    public AdminKeyHeader AdminKeyHeader { get; init; }

    /// <summary>The model that chat cmdlets take where none is named.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>The proxy's address.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether the proxy is told who the user is.</summary>
    public bool ProxyUseDefaultCredentials { get; init; }

    /// <summary>The name of the secret that holds the credential for the proxy; null where the proxy needs none.</summary>
    public string? ProxySecretName { get; init; }

    /// <summary>The vault it is in.</summary>
    public string? ProxyVaultName { get; init; }

    /// <summary>Whether no proxy is used at all.</summary>
    public bool NoProxy { get; init; }

    /// <summary>How long opening a connection may take, in seconds; null for 30.</summary>
    public double? ConnectionTimeoutSeconds { get; init; }

    /// <summary>How long the server may stay silent, in seconds; null for 300.</summary>
    public double? OperationTimeoutSeconds { get; init; }

    /// <summary>How many times a request that failed in passing is tried again; null for 3.</summary>
    public int? MaximumRetryCount { get; init; }

    /// <summary>When the key expires, where that is known.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>The key's own id; not the key.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>The workspace that the key belongs to.</summary>
    public string? WorkspaceId { get; init; }

    /// <summary>The workspace's name.</summary>
    public string? WorkspaceName { get; init; }

    /// <summary>The user that the key belongs to.</summary>
    public string? UserId { get; init; }

    /// <summary>When it was saved last.</summary>
    public DateTimeOffset SavedAt { get; init; }

    /// <summary>Gets where each of its secrets is kept.</summary>
    internal IEnumerable<SecretReference> GetSecrets() => new[] { GetSecret(), GetAdminSecret(), GetProxySecret() }.OfType<SecretReference>();

    /// <summary>Gets where the key is kept; null where none is.</summary>
    internal SecretReference? GetSecret() => SecretName is null ? null : new SecretReference(SecretName, VaultName, SecretEntry);

    /// <summary>Gets where the Admin API key is kept; null where none is.</summary>
    internal SecretReference? GetAdminSecret() => AdminSecretName is null ? null : new SecretReference(AdminSecretName, AdminVaultName ?? VaultName);

    /// <summary>Gets where the credential for the proxy is kept; null where the proxy needs none.</summary>
    internal SecretReference? GetProxySecret() => ProxySecretName is null ? null : new SecretReference(ProxySecretName, ProxyVaultName);

    /// <summary>How many whole days the key has left: 0 on its last day, negative once it has expired, null where its end is not known.</summary>
    [JsonIgnore]
    public int? DaysLeft => KeyExpiry.GetDaysLeft(ExpiresOn);

    /// <summary>The name alone: what is in a record does not belong into messages.</summary>
    public override string ToString() => Name;
}
