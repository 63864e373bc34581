using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Authentication;
using Mistral.Client.Transport;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.ApiKeys;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Connections;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Connect, "Mistral", DefaultParameterSetName = AutomaticSet)]
[OutputType(typeof(MistralConnection))]
public sealed partial class ConnectMistralCommand : MistralCmdlet
{
    private const string AutomaticSet = "Automatic";
    private const string ApiKeySet = "ApiKey";
    private const string CredentialSet = "Credential";
    private const string SecretSet = "Secret";
    private const string ScriptSet = "ApiKeyScript";
    private const string PathSet = "ApiKeyPath";
    private const string NoApiKeySet = "NoApiKey";

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ApiKeySet, ValueFromPipeline = true)]
    [ValidateNotNull]
    [PlainTextKey]
    public SecureString? ApiKey { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = CredentialSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = SecretSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    public string? SecretName { get; set; }

    [Parameter(ParameterSetName = SecretSet)]
    [ValidateNotNullOrEmpty]
    public string? SecretEntry { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? VaultName { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ScriptSet)]
    [ValidateNotNull]
    public ScriptBlock? ApiKeyScript { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string? ApiKeyPath { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = NoApiKeySet)]
    public SwitchParameter NoApiKey { get; set; }

    [Parameter]
    [ValidateNotNull]
    [PlainTextKey]
    public SecureString? AdminApiKey { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    public string? AdminSecretName { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? AdminVaultName { get; set; }

    [Parameter]
    public AdminKeyHeader AdminKeyHeader { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string? Name { get; set; }

    [Parameter]
    public SwitchParameter Save { get; set; }

    [Parameter]
    public SwitchParameter Default { get; set; }

    [Parameter]
    public DateTimeOffset? ExpiresOn { get; set; }

    [Parameter]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    [Parameter]
    public MistralRegion Region { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    public string? DefaultModel { get; set; }

    [Parameter]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PSCredential? ProxyCredential { get; set; }

    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    [Parameter]
    [ValidateRange(ConnectionLimits.MinTimeoutSeconds, ConnectionLimits.MaxTimeoutSeconds)]
    [Alias("TimeoutSec")]
    public double? ConnectionTimeoutSeconds { get; set; }

    [Parameter]
    [ValidateRange(ConnectionLimits.MinTimeoutSeconds, ConnectionLimits.MaxTimeoutSeconds)]
    public double? OperationTimeoutSeconds { get; set; }

    [Parameter]
    [ValidateRange(0, ConnectionLimits.MaxRetryCount)]
    public int? MaximumRetryCount { get; set; }

    [Parameter]
    [ValidateNotNull]
    public IDictionary? Header { get; set; }

    [Parameter]
    public SwitchParameter SkipValidation { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        InvokeOrTerminate(CheckArguments);
        InvokeOrTerminate(CheckKey);
        WarnOfPlainText(ApiKey);
        WarnOfPlainText(AdminApiKey);

        // Waits for a running rotation, because each could overwrite the key of the other.
        using IDisposable? turn = Save ? Prepare(() => RotationJournal.Lock(Name!, s_timeout, StopToken)) : null;
        SavedConnection? saved = Prepare(FindSaved);
        SavedConnection settings = Prepare(() => ApplyBudget(Apply(saved ?? new SavedConnection { BaseUri = CurrentConnection.GetBaseUri() })));
        ApiKeySource? adminKey = Prepare(() => GetAdminKeySource(settings));
        ApiKeySource key = Prepare(() => saved is null ? GetKeySource(settings, adminKey) : ConnectionFactory.GetKeySource(settings, StopToken));
        if (ExpiresOn is null && key is VaultKeySource vault)
        {
            // The vault has priority over the file, because another machine may have rotated the key.
            settings = settings with { ExpiresOn = MistralSession.Current.SecretExpiry.Get(vault.Secret, StopToken) ?? settings.ExpiresOn };
        }

        ICredentials? proxyCredential = ProxyCredential?.GetNetworkCredential() ?? (ICredentials?)Prepare(() => ConnectionFactory.GetProxyCredential(settings, StopToken));
        string? baseUriSource = GetBaseUriSource(saved);
        MistralConnection connection = Prepare(() => ConnectionFactory.Open(settings, key, adminKey, proxyCredential, GetHeaders(), baseUriSource));
        MistralSession.Current.Connection.Invalidate();
        WriteVerbose($"The key is sent to {HostName.Of(connection.BaseUri)} (address: {connection.BaseUriSource}).");
        MistralConnection? kept = null;
        try
        {
            KeyIdentity? identity = null;
            if (!SkipValidation)
            {
                RunAsync(async token => identity = await ValidateAsync(connection.Client, key, token).ConfigureAwait(false), target: null, isOfConnection: true);
            }

            kept = Save ? InvokeOrTerminate(() => Store(settings, key, identity), ErrorCategory.WriteError) : connection;
        }
        finally
        {
            if (kept != connection)
            {
                connection.Client.Dispose();
            }
        }

        MistralSession.Current.Connection.Set(kept);
        if (MistralSession.Current.ExpiryWarnings.Get(kept) is { } warning)
        {
            WriteWarning(warning);
        }

        if (PassThru)
        {
            WriteObject(kept);
        }
    }

    // After invalid arguments, the previous connection stays in use. After any other error, it is dropped.
    private T Prepare<T>(Func<T> step) => InvokeOrTerminate(() =>
    {
        try
        {
            return step();
        }
        catch (Exception e) when (e is not (PriceException or MistralApiException { Kind: MistralErrorKind.InvalidArgument or MistralErrorKind.InsecureUri }))
        {
            MistralSession.Current.Connection.Invalidate();
            throw;
        }
    });

    // The proxy settings are one unit: each new one replaces all saved ones except the address.
    private bool IsProxyGiven =>
        IsBound(nameof(Proxy)) || IsBound(nameof(ProxyCredential)) || IsBound(nameof(ProxyUseDefaultCredentials)) || IsBound(nameof(NoProxy));

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private bool CheckArguments()
    {
        string? mistake =
            BaseUri is not null && IsBound(nameof(Region)) ? "Use -BaseUri or -Region, not both."
            : NoProxy && (Proxy is not null || ProxyCredential is not null || ProxyUseDefaultCredentials) ? "-NoProxy can't be used with other proxy parameters."
            : ProxyCredential is not null && ProxyUseDefaultCredentials ? "Use -ProxyCredential or -ProxyUseDefaultCredentials, not both."
            : AdminApiKey is not null && AdminSecretName is not null ? "Use -AdminApiKey or -AdminSecretName, not both."
            : VaultName is not null && SecretName is null && AdminSecretName is null && !Save ? "-VaultName must be used with -SecretName, -AdminSecretName or -Save."
            : AdminVaultName is not null && AdminSecretName is null && !(Save && AdminApiKey is not null) ? "-AdminVaultName must be used with -AdminSecretName, or with -AdminApiKey and -Save."
            : Save && Name is null ? "-Save must be used with -Name, the name of the saved connection."
            : !Save && Name is not null && ParameterSetName != AutomaticSet ? "With a key, -Name must be used with -Save. Without a key, -Name opens a saved connection."
            : !Save && Default ? "-Default must be used with -Save."
            : Save && Header is not null ? "A connection with -Header can't be saved, because headers may contain secrets."
            : ProxyCredential is not null && string.IsNullOrEmpty(ProxyCredential.UserName) ? "-ProxyCredential must have a user name."
            : ProxyCredential is not null && CredentialConverter.Find(ProxyCredential) is null
            ? $"The user name '{ProxyCredential.UserName}' of -ProxyCredential isn't valid. Expected user, DOMAIN\\user or user@domain."
            : null;
        return mistake is null ? true : throw MistralApiException.InvalidArgument(mistake);
    }

    // If -Name is omitted, the name is bound to -ApiKey.
    private void CheckKey()
    {
        if (ApiKey is not null && MistralSession.Current.PlainTextKeys.Contains(ApiKey) && FindName(SecureStringConverter.ToText(ApiKey)) is { } name)
        {
            throw MistralApiException.InvalidArgument($"'{name}' is the name of a saved connection, not an API key. To use the saved connection, run: Connect-Mistral -Name {name}");
        }
    }

    private static string? FindName(string? text)
    {
        try
        {
            return SavedConnections.GetAll().FirstOrDefault(c => string.Equals(c.Name, text, StringComparison.OrdinalIgnoreCase))?.Name;
        }
        catch (SavedConnectionException)
        {
            // A key can be used without any saved connections.
            return null;
        }
    }

    private void WarnOfPlainText(SecureString? key)
    {
        if (key is not null && MistralSession.Current.PlainTextKeys.Contains(key))
        {
            WriteWarning("The key was given as plain text, which may stay in the history, a transcript or a log. Use a SecureString: -ApiKey (Read-Host -AsSecureString), or store the key in a vault: -SecretName.");
        }
    }

    // A key in the environment has priority over the saved default connection, so that a job can have its own key. If a
    // connection is saved again without a key, it keeps its key.
    private SavedConnection? FindSaved() =>
        ParameterSetName != AutomaticSet ? null
        : Name is not null ? Save ? SavedConnections.Find(Name) : SavedConnections.Get(Name)
        : EnvironmentKeys.Find() is not null ? null
        : SavedConnections.FindDefault();

    private SavedConnection Apply(SavedConnection settings)
    {
        Uri? proxy = !IsProxyGiven ? settings.Proxy
            : Proxy is not null ? ProxyAddress.Check(Proxy)
            : ProxyCredential is null && !ProxyUseDefaultCredentials ? null
            : settings.Proxy ?? throw MistralApiException.InvalidArgument("-ProxyCredential and -ProxyUseDefaultCredentials must be used with -Proxy, or with a saved connection that has a proxy.");
        Uri? baseUri = BaseUri ?? (IsBound(nameof(Region)) ? GetBaseUri(Region) : settings.BaseUri);
        return settings with
        {
            Name = settings.Name.Length > 0 ? settings.Name : Name ?? string.Empty,
            BaseUri = baseUri,
            SecretName = SecretName ?? settings.SecretName,
            SecretEntry = SecretEntry ?? settings.SecretEntry,
            VaultName = VaultName ?? settings.VaultName,
            ApiKeyScript = ApiKeyScript?.ToString() ?? settings.ApiKeyScript,
            ApiKeyPath = ApiKeyPath is null ? settings.ApiKeyPath : GetUnresolvedProviderPathFromPSPath(ApiKeyPath),
            NoApiKey = NoApiKey || settings.NoApiKey,
            AdminSecretName = AdminSecretName ?? settings.AdminSecretName,
            AdminVaultName = AdminVaultName ?? (AdminSecretName is null ? settings.AdminVaultName : null),
            AdminKeyHeader = IsBound(nameof(AdminKeyHeader)) ? AdminKeyHeader : settings.AdminKeyHeader,
            DefaultModel = DefaultModel ?? settings.DefaultModel,
            Proxy = proxy,
            ProxyUseDefaultCredentials = IsProxyGiven ? ProxyUseDefaultCredentials : settings.ProxyUseDefaultCredentials,
            ProxySecretName = IsProxyGiven ? null : settings.ProxySecretName,
            ProxyVaultName = IsProxyGiven ? null : settings.ProxyVaultName,
            NoProxy = IsProxyGiven ? NoProxy : settings.NoProxy,
            ConnectionTimeoutSeconds = ConnectionTimeoutSeconds ?? settings.ConnectionTimeoutSeconds,
            OperationTimeoutSeconds = OperationTimeoutSeconds ?? settings.OperationTimeoutSeconds,
            MaximumRetryCount = MaximumRetryCount ?? settings.MaximumRetryCount,
            ExpiresOn = ExpiresOn ?? settings.ExpiresOn,
        };
    }

    // Null if the source is the saved connection.
    private string? GetBaseUriSource(SavedConnection? saved) =>
        BaseUri is not null ? "-BaseUri"
        : IsBound(nameof(Region)) ? "-Region"
        : saved is null ? CurrentConnection.BaseUriSource
        : null;

    private static Uri GetBaseUri(MistralRegion region) => region switch
    {
        MistralRegion.EU => new Uri("https://api.eu.mistral.ai"),
        MistralRegion.US => new Uri("https://api.us.mistral.ai"),
        _ => MistralClientOptions.DefaultBaseUri,
    };

    private ApiKeySource? GetAdminKeySource(SavedConnection settings) => AdminApiKey is null
        ? ConnectionFactory.GetAdminKeySource(settings, StopToken)
        : new SecureStringKeySource(AdminApiKey, "-AdminApiKey");

    private ApiKeySource GetKeySource(SavedConnection settings, ApiKeySource? adminKeySource)
    {
        switch (ParameterSetName)
        {
            case ApiKeySet:
                return new SecureStringKeySource(ApiKey!, "-ApiKey");
            case CredentialSet:
                return new SecureStringKeySource(
                    Credential!.Password ?? throw MistralApiException.NoApiKey("The credential has no password, which is the API key."), "-Credential");
            case ScriptSet:
                return new ScriptKeySource(new KeyScript(ApiKeyScript!), StopToken);
            case SecretSet:
            case PathSet:
            case NoApiKeySet:
                return ConnectionFactory.GetKeySource(settings, StopToken);
            default:
                return EnvironmentKeys.Find() is { } environment ? environment
                    : adminKeySource is not null ? AbsentKeySource.Instance
                    : new SecureStringKeySource(KeyPrompt.Ask(Host), "prompt");
        }
    }

    // One small request verifies each new key. Its owner is noted if the server returns it.
    private async Task<KeyIdentity?> ValidateAsync(MistralClient client, ApiKeySource key, CancellationToken cancellationToken)
    {
        if (AdminApiKey is not null || AdminSecretName is not null)
        {
            await client.ApiKeys.CheckAccessAsync(CreateQuietProgress(), cancellationToken).ConfigureAwait(false);
        }

        if (key is AbsentKeySource)
        {
            return null;
        }

        _ = await client.Models.ListAsync(CreateQuietProgress(), cancellationToken).ConfigureAwait(false);
        return Save ? await client.Identity.FindAsync(CreateQuietProgress(), isProvedOtherwise: true, cancellationToken).ConfigureAwait(false) : null;
    }

    private MistralConnection Store(SavedConnection settings, ApiKeySource key, KeyIdentity? identity)
    {
        if (key is ScriptKeySource { ContainsKey: true })
        {
            throw KeyScriptException.ContainsKey();
        }

        SavedConnection kept = settings with
        {
            ApiKeyPath = (key as FileKeySource)?.Path ?? settings.ApiKeyPath,
            ApiKeyId = identity?.ApiKeyId ?? settings.ApiKeyId,
            UserId = identity?.UserId ?? settings.UserId,
            WorkspaceId = identity?.WorkspaceId ?? settings.WorkspaceId,
            WorkspaceName = identity?.WorkspaceName ?? settings.WorkspaceName,
        };

        // A key that isn't in a vault yet is stored in one.
        SecureString? given = key is SecureStringKeySource or EnvironmentKeySource
            ? key.GetAsync(StopToken).AsTask().GetAwaiter().GetResult()
            : null;
        return new ConnectionStore(WriteWarning, StopToken).Store(kept, given, AdminApiKey, ProxyCredential, Default);
    }

    private Dictionary<string, string> GetHeaders()
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in Header ?? new Hashtable())
        {
            string name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty;
            if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || name.Equals("x-api-key", StringComparison.OrdinalIgnoreCase))
            {
                throw MistralApiException.InvalidArgument("Specify the key with -ApiKey, -Credential or -SecretName, not as a header.");
            }

            headers[name] = Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? string.Empty;
        }

        return headers;
    }
}
