using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Mistral.Client;
using Mistral.Client.Transport;
using Mistral.PowerShell.Session.Budgets;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Validates the settings of a connection, from parameters or from the file.</summary>
internal static class ConnectionLimits
{
    public const double MinTimeoutSeconds = 0.001;
    public const double MaxTimeoutSeconds = 86400;
    public const int MaxRetryCount = 100;

    /// <summary>Describes an error in the settings of the file; null if they are valid.</summary>
    public static string? FindMistake(SavedConnection settings) =>
        CheckTimeout("connectionTimeoutSeconds", settings.ConnectionTimeoutSeconds)
        ?? CheckTimeout("operationTimeoutSeconds", settings.OperationTimeoutSeconds)
        ?? (settings.MaximumRetryCount is < 0 or > MaxRetryCount ? $"maximumRetryCount must be from 0 to {MaxRetryCount}." : null)
        ?? Budget.FindMistake(settings.TokenBudget, settings.CostBudget, settings.BudgetPeriod)
        ?? CheckProxy(settings)
        ?? CheckPlatform(settings)
        ?? CheckCertificates(settings);

    private static string? CheckTimeout(string name, double? seconds) => seconds is null or (>= MinTimeoutSeconds and <= MaxTimeoutSeconds)
        ? null
        : string.Format(CultureInfo.InvariantCulture, "{0} must be from {1} to {2} seconds.", name, MinTimeoutSeconds, MaxTimeoutSeconds);

    private static string? CheckPlatform(SavedConnection settings)
    {
        try
        {
            _ = settings.PathPrefix is { } prefix ? ApiAddress.CheckPrefix(prefix) : null;
            _ = settings.ApiKeyHeader is { } header ? ApiAddress.CheckHeader(header, new Dictionary<string, string>()) : null;
            return settings is { QuerySecretName: null, QueryVaultName: not null } ? "queryVaultName needs querySecretName." : null;
        }
        catch (MistralApiException e)
        {
            return e.Message;
        }
    }

    private static string? CheckCertificates(SavedConnection settings) =>
        settings is { ClientCertificatePath: not null, ClientCertificateThumbprint: not null } ? "clientCertificatePath and clientCertificateThumbprint exclude each other."
        : settings is { ClientCertificatePath: null, ClientCertificateSecretName: not null } ? "clientCertificateSecretName needs clientCertificatePath."
        : settings.CertificateAuthorityPath is { } authorities && !Path.IsPathRooted(authorities) ? "certificateAuthorityPath must be a full path."
        : settings.ClientCertificatePath is { } path && !Path.IsPathRooted(path) ? "clientCertificatePath must be a full path."
        : null;

    // The message must not contain the address, which may contain a password.
    private static string? CheckProxy(SavedConnection settings) =>
        settings.Proxy is not { } proxy
            ? settings.ProxyUseDefaultCredentials ? "proxyUseDefaultCredentials needs proxy."
            : settings.ProxySecretName is not null ? "proxySecretName needs proxy."
            : null
        : settings is { ProxyUseDefaultCredentials: true, ProxySecretName: not null } ? "proxyUseDefaultCredentials and proxySecretName exclude each other."
        : settings.NoProxy ? "noProxy and proxy exclude each other."
        : !ProxyAddress.IsKnown(proxy) ? "proxy must be an address such as http://proxy.example.com:8080."
        : proxy.UserInfo.Length > 0 ? "proxy must not contain a user name or password."
        : null;
}
