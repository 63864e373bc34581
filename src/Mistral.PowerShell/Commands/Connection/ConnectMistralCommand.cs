using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Security;
using Mistral.Client;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Connect, "Mistral", DefaultParameterSetName = AutomaticSet)]
[OutputType(typeof(MistralConnection))]
public sealed class ConnectMistralCommand : MistralCmdlet
{
    private const string AutomaticSet = "Automatic";
    private const string ApiKeySet = "ApiKey";
    private const string CredentialSet = "Credential";
    private const string SecretSet = "Secret";
    private const string NoApiKeySet = "NoApiKey";

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
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? VaultName { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = NoApiKeySet)]
    public SwitchParameter NoApiKey { get; set; }

    [Parameter]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    [Parameter]
    public MistralRegion Region { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
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
    [ValidateRange(0.001, 86400)]
    [Alias("TimeoutSec")]
    public double ConnectionTimeoutSeconds { get; set; } = 30;

    [Parameter]
    [ValidateRange(0.001, 86400)]
    public double OperationTimeoutSeconds { get; set; } = 300;

    [Parameter]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 3;

    [Parameter]
    [ValidateNotNull]
    public IDictionary? Header { get; set; }

    [Parameter]
    public SwitchParameter SkipValidation { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        CurrentConnection.Unsettle();
        MistralConnection connection = Open();
        if (!SkipValidation)
        {
            RunAsync(token => connection.Client.Models.ListAsync(cancellationToken: token), target: null, isOfConnection: true);
        }

        CurrentConnection.Set(connection);
        if (PassThru)
        {
            WriteObject(connection);
        }
    }

    private MistralConnection Open()
    {
        try
        {
            IWebProxy? proxy = GetProxy();
            MistralClientOptions options = new()
            {
                BaseUri = GetBaseUri(),
                KeySource = GetKeySource(),
                ConnectionTimeout = TimeSpan.FromSeconds(ConnectionTimeoutSeconds),
                OperationTimeout = TimeSpan.FromSeconds(OperationTimeoutSeconds),
                Retry = new RetryOptions { MaximumRetryCount = MaximumRetryCount },
                UseProxy = !NoProxy,
                Proxy = proxy,
                Headers = GetHeaders(),
            };
            return new MistralConnection(options, DefaultModel);
        }
        catch (MistralApiException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
            throw;
        }
        catch (SecretVaultException e)
        {
            ThrowTerminatingError(new ErrorRecord(e.ErrorRecord, e));
            throw;
        }
    }

    private ApiKeySource GetKeySource()
    {
        switch (ParameterSetName)
        {
            case ApiKeySet:
                if (PlainTextKeyAttribute.WasPlainText(ApiKey!))
                {
                    WriteWarning("The key was given as plain text, which may stay in the history, a transcript or a log. Give a SecureString: -ApiKey (Read-Host -AsSecureString), or keep it in a vault: -SecretName.");
                }

                return new SecureStringKeySource(ApiKey!, "-ApiKey");
            case CredentialSet:
                return new SecureStringKeySource(Credential!.Password, "-Credential");
            case SecretSet:
                return new VaultKeySource(SecretName!, VaultName);
            case NoApiKeySet:
                return NoKeySource.Instance;
            default:
                EnvironmentKeySource environment = new();
                return environment.IsSet ? environment : new SecureStringKeySource(KeyPrompt.Ask(Host), "prompt");
        }
    }

    private Uri GetBaseUri()
    {
        bool byRegion = MyInvocation.BoundParameters.ContainsKey(nameof(Region));
        return (BaseUri, byRegion) switch
        {
            (not null, true) => throw MistralApiException.InvalidArgument("Give -BaseUri or -Region, not both."),
            (not null, false) => BaseUri,
            (null, true) => Region switch
            {
                MistralRegion.EU => new Uri("https://api.eu.mistral.ai"),
                MistralRegion.US => new Uri("https://api.us.mistral.ai"),
                _ => MistralClientOptions.DefaultBaseUri,
            },
            _ => CurrentConnection.GetBaseUri(),
        };
    }

    private WebProxy? GetProxy()
    {
        if (NoProxy && (Proxy is not null || ProxyCredential is not null || ProxyUseDefaultCredentials))
        {
            throw MistralApiException.InvalidArgument("-NoProxy goes with no other proxy parameter.");
        }

        if (Proxy is null)
        {
            return ProxyCredential is null && !ProxyUseDefaultCredentials
                ? null
                : throw MistralApiException.InvalidArgument("-ProxyCredential and -ProxyUseDefaultCredentials go with -Proxy.");
        }

        if (ProxyCredential is not null && ProxyUseDefaultCredentials)
        {
            throw MistralApiException.InvalidArgument("Give -ProxyCredential or -ProxyUseDefaultCredentials, not both.");
        }

        return new WebProxy(Proxy)
        {
            UseDefaultCredentials = ProxyUseDefaultCredentials,
            Credentials = ProxyUseDefaultCredentials ? CredentialCache.DefaultCredentials : ProxyCredential?.GetNetworkCredential(),
        };
    }

    private Dictionary<string, string> GetHeaders()
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in Header ?? new Hashtable())
        {
            string name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty;
            if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            {
                throw MistralApiException.InvalidArgument("A key is given with -ApiKey, -Credential or -SecretName, not as a header.");
            }

            headers[name] = Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? string.Empty;
        }

        return headers;
    }
}
