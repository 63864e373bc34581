using System;
using System.Linq;
using System.Management.Automation;
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
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    public string? DefaultModel { get; set; }

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

        ConnectionNetwork network = Prepare(() => ReadNetwork(settings));
        string? baseUriSource = GetBaseUriSource(saved, settings);
        MistralConnection connection = Prepare(() => ConnectionFactory.Open(settings, key, adminKey, network, baseUriSource));
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

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private bool CheckArguments()
    {
        string? mistake =
            FindPlatformMistake() is { } platformMistake ? platformMistake
            : FindNetworkMistake() is { } networkMistake ? networkMistake
            : AdminApiKey is not null && AdminSecretName is not null ? "Use -AdminApiKey or -AdminSecretName, not both."
            : VaultName is not null && SecretName is null && AdminSecretName is null && !Save ? "-VaultName must be used with -SecretName, -AdminSecretName or -Save."
            : AdminVaultName is not null && AdminSecretName is null && !(Save && AdminApiKey is not null) ? "-AdminVaultName must be used with -AdminSecretName, or with -AdminApiKey and -Save."
            : Save && Name is null ? "-Save must be used with -Name, the name of the saved connection."
            : !Save && Name is not null && ParameterSetName != AutomaticSet ? "With a key, -Name must be used with -Save. Without a key, -Name opens a saved connection."
            : !Save && Default ? "-Default must be used with -Save."
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
        : IsBound(nameof(Platform)) ? null
        : EnvironmentKeys.Find() is not null ? null
        : SavedConnections.FindDefault();

    private SavedConnection Apply(SavedConnection settings)
    {
        settings = ApplyNetwork(ApplyPlatform(settings));
        return settings with
        {
            Name = settings.Name.Length > 0 ? settings.Name : Name ?? string.Empty,
            SecretName = SecretName ?? settings.SecretName,
            SecretEntry = SecretEntry ?? settings.SecretEntry,
            VaultName = VaultName ?? settings.VaultName,
            ApiKeyScript = ApiKeyScript?.ToString() ?? settings.ApiKeyScript,
            ApiKeyPath = ApiKeyPath is null ? settings.ApiKeyPath : GetUnresolvedProviderPathFromPSPath(ApiKeyPath),
            NoApiKey = NoApiKey || settings.NoApiKey || IsKeyless(settings),
            AdminSecretName = AdminSecretName ?? settings.AdminSecretName,
            AdminVaultName = AdminVaultName ?? (AdminSecretName is null ? settings.AdminVaultName : null),
            AdminKeyHeader = IsBound(nameof(AdminKeyHeader)) ? AdminKeyHeader : settings.AdminKeyHeader,
            DefaultModel = DefaultModel ?? settings.DefaultModel,
            ConnectionTimeoutSeconds = ConnectionTimeoutSeconds ?? settings.ConnectionTimeoutSeconds,
            OperationTimeoutSeconds = OperationTimeoutSeconds ?? settings.OperationTimeoutSeconds,
            MaximumRetryCount = MaximumRetryCount ?? settings.MaximumRetryCount,
            ExpiresOn = ExpiresOn ?? settings.ExpiresOn,
        };
    }

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
                return settings.NoApiKey ? NoKeySource.Instance
                    : EnvironmentKeys.Find() is { } environment ? environment
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

        if (key is AbsentKeySource || !CanValidate(client))
        {
            return null;
        }

        _ = await client.Models.ListAsync(CreateQuietProgress(), cancellationToken).ConfigureAwait(false);
        return Save && client.Identity.IsAvailable ? await client.Identity.FindAsync(CreateQuietProgress(), isProvedOtherwise: true, cancellationToken).ConfigureAwait(false) : null;
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
        return new ConnectionStore(WriteWarning, StopToken).Store(kept, GetGivenSecrets() with { Key = given, AdminKey = AdminApiKey }, Default);
    }
}
