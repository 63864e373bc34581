using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using Mistral.Client;
using Mistral.PowerShell.Session.Budgets;
using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell;

/// <summary>A connection that is saved for later sessions. The keys are not part of it; they are in a vault.</summary>
public sealed record SavedConnection
{
    /// <summary>The connection's name.</summary>
    [JsonIgnore]
    public string Name { get; init; } = string.Empty;

    /// <summary>Whether Connect-Mistral uses it without -Name.</summary>
    [JsonIgnore]
    public bool IsDefault { get; init; }

    /// <summary>The base address: the part before <c>/v1</c>; null for the global endpoint.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>The name of the secret with the API key; null without a key.</summary>
    public string? SecretName { get; init; }

    /// <summary>The vault of the secret; null for any vault that has it.</summary>
    public string? VaultName { get; init; }

    /// <summary>The entry with the key, if the secret is a table.</summary>
    public string? SecretEntry { get; init; }

    /// <summary>The script that returns the API key; null without one.</summary>
    public string? ApiKeyScript { get; init; }

    /// <summary>The full path of the file with the API key; null without one.</summary>
    public string? ApiKeyPath { get; init; }

    /// <summary>Whether a gateway adds the key.</summary>
    public bool NoApiKey { get; init; }

    /// <summary>The name of the secret with the Admin API key; null without one.</summary>
    public string? AdminSecretName { get; init; }

    /// <summary>The vault of the Admin API key; null for the vault of the API key.</summary>
    public string? AdminVaultName { get; init; }

    /// <summary>The header in which the Admin API key is sent.</summary>
    public AdminKeyHeader AdminKeyHeader { get; init; }

    /// <summary>The model of chat cmdlets without -Model.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>The maximum number of tokens in the period of the budget; null for no limit.</summary>
    public long? TokenBudget { get; init; }

    /// <summary>The maximum cost in the period of the budget; null for no limit.</summary>
    public decimal? CostBudget { get; init; }

    /// <summary>The time in which the budget may be used; null for the session.</summary>
    public BudgetPeriod? BudgetPeriod { get; init; }

    /// <summary>The prices with which costs are calculated; null without them.</summary>
    public PriceTable? Prices { get; init; }

    /// <summary>The address of the proxy.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether the proxy gets the credentials of the current user.</summary>
    public bool ProxyUseDefaultCredentials { get; init; }

    /// <summary>The name of the secret with the proxy credential; null if the proxy needs none.</summary>
    public string? ProxySecretName { get; init; }

    /// <summary>The vault of the proxy credential.</summary>
    public string? ProxyVaultName { get; init; }

    /// <summary>Whether requests use no proxy, not even the system's.</summary>
    public bool NoProxy { get; init; }

    /// <summary>The time limit for opening a connection, in seconds; null for 30.</summary>
    public double? ConnectionTimeoutSeconds { get; init; }

    /// <summary>The time limit until the server sends the next data, in seconds; null for 300.</summary>
    public double? OperationTimeoutSeconds { get; init; }

    /// <summary>The maximum number of retries after a temporary error; null for 3.</summary>
    public int? MaximumRetryCount { get; init; }

    /// <summary>When the key expires; null if unknown.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>The id of the key, never the key itself; null if unknown.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>The id of the key's workspace; null if unknown.</summary>
    public string? WorkspaceId { get; init; }

    /// <summary>The name of the key's workspace; null if unknown.</summary>
    public string? WorkspaceName { get; init; }

    /// <summary>The id of the key's user; null if unknown.</summary>
    public string? UserId { get; init; }

    /// <summary>When the connection was last saved.</summary>
    public DateTimeOffset SavedAt { get; init; }

    /// <summary>Gets the references to its secrets.</summary>
    internal IEnumerable<SecretReference> GetSecrets() => new[] { GetSecret(), GetAdminSecret(), GetProxySecret() }.OfType<SecretReference>();

    /// <summary>Gets the reference to the API key; null without one.</summary>
    internal SecretReference? GetSecret() => SecretName is null ? null : new SecretReference(SecretName, VaultName, SecretEntry);

    /// <summary>Gets the reference to the Admin API key; null without one.</summary>
    internal SecretReference? GetAdminSecret() => AdminSecretName is null ? null : new SecretReference(AdminSecretName, AdminVaultName ?? VaultName);

    /// <summary>Gets the reference to the proxy credential; null if the proxy needs none.</summary>
    internal SecretReference? GetProxySecret() => ProxySecretName is null ? null : new SecretReference(ProxySecretName, ProxyVaultName);

    /// <summary>Gets the budget and the prices.</summary>
    internal Budget GetBudget() => new(TokenBudget, CostBudget, BudgetPeriod ?? PowerShell.BudgetPeriod.Session, Prices) { CommonPrices = PriceFile.FindDefault() };

    /// <summary>How many full days the key is still valid: 0 on its last day, negative after its expiry, null if unknown.</summary>
    [JsonIgnore]
    public int? DaysLeft => KeyExpiry.GetDaysLeft(ExpiresOn);

    /// <summary>Returns only the name, because messages must not contain the other properties.</summary>
    public override string ToString() => Name;
}
