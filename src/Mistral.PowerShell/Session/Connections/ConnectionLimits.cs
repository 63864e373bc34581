using System.Globalization;
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
        ?? CheckProxy(settings);

    private static string? CheckTimeout(string name, double? seconds) => seconds is null or (>= MinTimeoutSeconds and <= MaxTimeoutSeconds)
        ? null
        : string.Format(CultureInfo.InvariantCulture, "{0} must be from {1} to {2} seconds.", name, MinTimeoutSeconds, MaxTimeoutSeconds);

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
