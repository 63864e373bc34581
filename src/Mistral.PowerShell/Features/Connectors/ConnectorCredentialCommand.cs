using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Security;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session;
using Mistral.PowerShell.Session.Secrets;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>The base of cmdlets that store credentials of a connector.</summary>
public abstract class ConnectorCredentialCommand : OperationCommand
{
    private const string TokenSet = "BearerToken";
    private const string SecretSet = "Secret";
    private const string HeaderSet = "Header";

    private SecureString? _token;

    private protected ConnectorCredentialCommand()
    {
    }

    /// <summary>The id or the name of the connector.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorResource>))]
    [Id(typeof(ConnectorResource))]
    [Path("connector_id_or_name")]
    public string? ConnectorId { get; set; }

    /// <summary>A bearer token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [ValidateNotNull]
    [PlainTextKey]
    public SecureString? BearerToken { get; set; }

    /// <summary>The name of a secret whose value is the bearer token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SecretNameCompleter))]
    public string? SecretName { get; set; }

    /// <summary>The vault of the secret.</summary>
    [Parameter(ParameterSetName = SecretSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? VaultName { get; set; }

    /// <summary>Headers with secret values.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HeaderSet)]
    [ValidateNotNullOrEmpty]
    [SecretValues]
    public IDictionary? Header { get; set; }

    /// <summary>A title for people.</summary>
    [Parameter]
    [ValidateLength(1, 255)]
    [Body("title")]
    public string? Title { get; set; }

    /// <summary>Whether they are the default of their method.</summary>
    [Parameter]
    [Body("is_default")]
    public SwitchParameter Default { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (BearerToken is not null && MistralSession.Current.PlainTextKeys.Contains(BearerToken))
        {
            WriteWarning("The token was given as plain text, which may stay in the history, a transcript or a log. Use a SecureString: -BearerToken (Read-Host -AsSecureString), or store the token in a vault: -SecretName.");
        }

        // The vault is read on the pipeline thread, because it may ask for its password.
        _token = ParameterSetName != SecretSet || IsWhatIf ? BearerToken
            : InvokeOrTerminate(() => MistralSession.Current.Secrets.GetKey(new SecretReference(SecretName!, VaultName), StopToken));
        base.ProcessRecord();
    }

    private protected override bool AcceptsSecrets => true;

    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        if (CreateCredentials() is { } credentials)
        {
            body["credentials"] = credentials;
        }

        return body;
    }

    /// <summary>Creates the field with the secrets; null without it.</summary>
    private protected virtual Dictionary<string, object?>? CreateCredentials() => ParameterSetName switch
    {
        TokenSet or SecretSet => new() { ["bearer_token"] = _token },
        HeaderSet => new() { ["headers"] = Header },
        _ => null,
    };
}
