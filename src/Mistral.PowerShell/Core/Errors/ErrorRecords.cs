using System;
using System.IO;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Mistral.Client;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Core.Errors;

/// <summary>Converts exceptions to error records with a stable id, a category and a recommended action.</summary>
internal static class ErrorRecords
{
    private static readonly string[] s_modelOperations = ["/v1/chat/", "/v1/fim/", "/v1/embeddings", "/v1/models", "/v1/fine_tuning/models", "/v1/agents/completions"];

    // The operations that verify a connection.
    private static readonly string[] s_connectOperations = [$"GET {ModelOperations.Path}", $"GET {ApiKeyOperations.Path}"];

    /// <summary>Whether the error would affect each other input as well, such as an error of the connection.</summary>
    public static bool IsTerminating(Exception failure) => failure is ErrorRecordException { IsOfInput: false } || (failure is MistralApiException e && IsOfConnection(e));

    private static bool IsOfConnection(MistralApiException failure) => failure.Kind switch
    {
        MistralErrorKind.NoApiKey or MistralErrorKind.InvalidApiKey or MistralErrorKind.InsecureUri or MistralErrorKind.Closed or MistralErrorKind.AdminKeyNeeded or MistralErrorKind.Certificate => true,
        MistralErrorKind.NotOnPlatform or MistralErrorKind.ClientCertificate => true,
        MistralErrorKind.Authentication or MistralErrorKind.ProxyAuthentication or MistralErrorKind.RedirectRefused => true,
        MistralErrorKind.Connection or MistralErrorKind.Timeout => failure.NothingSent,
        _ => false,
    };

    /// <summary>Creates the error record of an exception. Returns null for an exception that is a bug of the module.</summary>
    /// <param name="failure">The exception.</param>
    /// <param name="target">The input, if the exception has no other target.</param>
    /// <param name="ofFile">The category of an error of a file: <see cref="ErrorCategory.ReadError"/> or <see cref="ErrorCategory.WriteError"/>.</param>
    public static ErrorRecord? Find(Exception failure, object? target, ErrorCategory ofFile) => failure switch
    {
        MistralApiException e => From(e, target),
        ErrorRecordException { IsOfInput: true } e when target is not null => e.ToRecord(target),
        ErrorRecordException e => e.ToRecord(),

        // Network errors are MistralApiExceptions, so these exceptions concern a file of the caller.
        IOException or UnauthorizedAccessException => FromFile(failure, target, ofFile),
        _ => null,
    };

    public static ErrorRecord From(MistralApiException failure, object? target)
    {
        (string id, ErrorCategory category, string hint) = Describe(failure);
        string message = FindAction(failure.Cause) is { } advice ? Sentences.Join(failure.Message, advice) : failure.Message;
        message = target is string name && IsMissing(failure, name) ? Sentences.Join($"'{name}' was not found.", message) : message;
        message = failure.StatusCode is { } status && failure.Operation is { } operation
            ? $"{message} ({operation}: HTTP {status}{(failure.CorrelationId is { } correlation ? $", correlation id {correlation}" : string.Empty)})"
            : message;
        return new ErrorRecord(failure, id, category, target)
        {
            ErrorDetails = ErrorText.Create(message, hint),
        };
    }

    /// <summary>Creates the record of a file that can't be read or written.</summary>
    public static ErrorRecord FromFile(Exception failure, object? target, ErrorCategory ofFile)
    {
        ErrorCategory category = failure switch
        {
            UnauthorizedAccessException => ErrorCategory.PermissionDenied,
            FileNotFoundException or DirectoryNotFoundException => ErrorCategory.ObjectNotFound,
            _ => ofFile,
        };
        string hint = ofFile is ErrorCategory.WriteError
            ? "Check the path, its permissions and the free disk space."
            : "Check the path and its permissions, and whether another program has locked the file.";
        return new ErrorRecord(failure, "MistralFileFailed", category, target)
        {
            ErrorDetails = ErrorText.Create(failure.Message, hint),
        };
    }

    // The client knows no cmdlet names, so these actions are added here.
    private static string? FindAction(ErrorCause cause) => cause switch
    {
        ErrorCause.ProxyHeader => "Use -Proxy with -ProxyCredential.",
        ErrorCause.ProxyUserInfo => "Use -ProxyCredential, which takes a PSCredential.",
        ErrorCause.BaseUriQuery => "Use -ApiVersion or -Query.",
        ErrorCause.LongResponse => "Invoke-MistralRequest -OutFile saves a response of any length.",
        _ => null,
    };

    private static (string Id, ErrorCategory Category, string Hint) Describe(MistralApiException failure) => failure.Kind switch
    {
        MistralErrorKind.NoApiKey => (
            "MistralNoApiKey",
            ErrorCategory.AuthenticationError,
            NoKeyHint),
        MistralErrorKind.AdminKeyNeeded => (
            "MistralAdminKeyNeeded",
            ErrorCategory.AuthenticationError,
            "Connect with an Admin API key as well: Connect-Mistral -AdminApiKey or -AdminSecretName, or name a connection that has one with -Connection. An Admin API key is created in the Backoffice; a regular API key isn't accepted here."),
        MistralErrorKind.InvalidApiKey => (
            "MistralInvalidApiKey",
            ErrorCategory.InvalidArgument,
            "Copy the key again, without spaces or line breaks."),
        MistralErrorKind.InsecureUri => (
            "MistralInsecureUri",
            ErrorCategory.SecurityError,
            "Use an https:// address for -BaseUri. Plain http:// is allowed only for this machine, such as http://127.0.0.1:8080."),
        MistralErrorKind.InvalidArgument => (
            "MistralInvalidArgument",
            ErrorCategory.InvalidArgument,
            "Correct the argument and run the command again. The request was not sent."),
        MistralErrorKind.NotOnPlatform => (
            "MistralNotOnPlatform",
            ErrorCategory.NotImplemented,
            "Use a connection to the Mistral API, for example with -Connection. The page platforms.md of the documentation lists what each platform has."),
        MistralErrorKind.Closed => (
            "MistralConnectionClosed",
            ErrorCategory.ConnectionError,
            "Run Connect-Mistral again."),
        MistralErrorKind.Authentication => (
            "MistralAuthenticationFailed",
            ErrorCategory.AuthenticationError,
            failure.KeySource == NoKeySource.Instance.Description
                ? "No key was sent, because the connection has none. Run Connect-Mistral with a key, or check the gateway that adds it."
                : (failure.KeySource is { } source ? $"The refused key is from the {source}. " : string.Empty)
            + (failure.Key is KeyKind.Admin
                ? "This operation needs an Admin API key, which is created in the Backoffice; a regular API key isn't accepted here. The key was sent as Bearer and as x-api-key."
                : "The key may have expired, been revoked, belong to another endpoint, or be an Admin API key, which isn't accepted here. Check it in the console, then run Connect-Mistral with the new one.")),
        MistralErrorKind.PaymentRequired => (
            "MistralPaymentRequired",
            ErrorCategory.PermissionDenied,
            "Check the workspace's payment method and its spending limit."),
        MistralErrorKind.PermissionDenied => (
            "MistralPermissionDenied",
            ErrorCategory.PermissionDenied,
            "Check the permissions of the key's workspace and plan, and whether a guardrail blocked the content."),
        MistralErrorKind.NotFound => (
            "MistralNotFound",
            ErrorCategory.ObjectNotFound,
            FindAddressHint(failure) ?? (IsOfModels(failure)
                ? "Check the model id; the model may be retired. Get-MistralModel lists the models."
                : $"Check each id{(GetPath(failure) is { } path ? $" in {path}" : string.Empty)}: a name isn't a valid id, and the object may have been deleted. The cmdlet with the verb Get lists the ids.")),
        MistralErrorKind.Conflict => (
            "MistralConflict",
            ErrorCategory.ResourceExists,
            "Get the current state of the object before you try again."),
        MistralErrorKind.InvalidRequest => (
            "MistralInvalidRequest",
            ErrorCategory.InvalidArgument,
            $"Correct the request as the message says. The exception's ValidationErrors property lists each error{(IsOfModels(failure) ? ", and Get-MistralModel the models" : string.Empty)}."),
        MistralErrorKind.ProxyAuthentication => (
            "MistralProxyAuthenticationFailed",
            ErrorCategory.AuthenticationError,
            failure.IsCredentialRefused
                ? "Check the user name and the password. Run Connect-Mistral with another -ProxyCredential; for a saved connection: Connect-Mistral -Name <name> -Save -ProxyCredential (Get-Credential)."
                : "Run Connect-Mistral with -ProxyCredential or -ProxyUseDefaultCredentials."),
        MistralErrorKind.RateLimited => (
            "MistralRateLimited",
            ErrorCategory.LimitsExceeded,
            failure.RateLimit is { HasNoEntitlement: true }
                ? "Choose a model that the key's plan includes."
                : failure.IsLongWait ? "Run the command again after that time, use another model, or raise the workspace's limits."
                : "Wait, send fewer requests at once, or raise the workspace's limits. Connect-Mistral -MaximumRetryCount allows more retries."),
        MistralErrorKind.ServerError => (
            "MistralServerError",
            ErrorCategory.ResourceUnavailable,
            "Try again later. If the error persists, contact Mistral's support with the correlation id."),
        MistralErrorKind.Timeout => (
            "MistralTimeout",
            ErrorCategory.OperationTimeout,
            "Try again, or allow more time with Connect-Mistral -ConnectionTimeoutSeconds or -OperationTimeoutSeconds."),
        MistralErrorKind.Connection => (
            "MistralConnectionFailed",
            ErrorCategory.ConnectionError,
            "Check the address, the network and the proxy. Test-MistralConnection tests each step."),
        MistralErrorKind.Certificate => (
            "MistralCertificateRefused",
            ErrorCategory.SecurityError,
            "Check the address and the clock of this computer. If a company's own certificate authority issued the certificate, name its file: Connect-Mistral -CertificateAuthorityPath. Or add its root to the system's certificate store."),
        MistralErrorKind.ClientCertificate => (
            "MistralClientCertificateRefused",
            ErrorCategory.SecurityError,
            "Run Connect-Mistral with -ClientCertificate: a certificate that the server's authority issued, and that is neither expired nor revoked."),
        MistralErrorKind.ResponseTooLarge => (
            "MistralResponseTooLarge",
            ErrorCategory.LimitsExceeded,
            "Check -BaseUri, and any proxy or gateway between this machine and the API. No model sends such a long event."),
        MistralErrorKind.BudgetExceeded => (
            "MistralBudgetExceeded",
            ErrorCategory.LimitsExceeded,
            "Get-MistralConnection shows the budget. Set-MistralConnection -TokenBudget or -CostBudget changes it."),
        MistralErrorKind.PriceUnknown => (
            "MistralPriceUnknown",
            ErrorCategory.InvalidArgument,
            "Give the price: Set-MistralConnection -Price @{ 'model-*' = @{ Input = 0.1; Output = 0.3 } } for a million tokens, with Page for a page of OCR. Or remove the limit: Set-MistralConnection -CostBudget $null."),
        MistralErrorKind.RedirectRefused => (
            "MistralRedirectRefused",
            ErrorCategory.SecurityError,
            "Use the final address of the API for -BaseUri."),
        _ => (
            "MistralInvalidResponse",
            ErrorCategory.InvalidData,
            "Check -BaseUri, and whether a proxy, a gateway or a login page is between this machine and the API."),
    };

    /// <summary>Gets the recommended action for a wrong address: the server doesn't have a list that every API has. Null for other errors.</summary>
    public static string? FindAddressHint(MistralApiException failure) =>
        failure is { Kind: MistralErrorKind.NotFound, BaseUri: { } address } && Array.IndexOf(s_connectOperations, failure.Operation) >= 0
            ? $"Check -BaseUri: the address of this connection is '{address.AbsoluteUri.TrimEnd('/')}', and {GetPath(failure)} was not found there."
            : null;

    private static bool IsOfModels(MistralApiException failure) =>
        failure.Operation is { } operation && Array.Exists(s_modelOperations, path => operation.Contains($" {path}"));

    // Many responses don't say which of the ids in the path was not found. The path itself may be in the message.
    private static bool IsMissing(MistralApiException failure, string name) =>
        failure.Kind is MistralErrorKind.NotFound && !Regex.IsMatch(failure.Message, $@"(?<![\w/%-]){Regex.Escape(name)}(?![\w/%-])", RegexOptions.CultureInvariant)
        && GetPath(failure) is { } path && Array.IndexOf(path.Split('/'), Uri.EscapeDataString(name)) >= 0;

    // An operation consists of a method and a path.
    private static string? GetPath(MistralApiException failure) => failure.Operation?.Split([' '], 2)[1];

    /// <summary>Creates the record for a name or an id that was not found in a list.</summary>
    /// <param name="name">The name or id.</param>
    /// <param name="typeName">The type name of the objects in the list, such as <c>Mistral.Workspace</c>.</param>
    /// <param name="hint">The recommended action; null for the cmdlet of the list itself.</param>
    public static ErrorRecord NotFound(string name, string? typeName, string? hint = null)
    {
        string message = $"No {ResourceNoun.Of(typeName)} with the name or id '{name}' was found.";
        return new ErrorRecord(new ItemNotFoundException(DisplayText.Clean(message)), "MistralNotFound", ErrorCategory.ObjectNotFound, name)
        {
            ErrorDetails = ErrorText.Create(message, hint ?? "Run the same cmdlet without a name to list all, or with a pattern such as *text* to find similar names."),
        };
    }

    /// <summary>The recommended action without a key.</summary>
    private const string NoKeyHint =
        "Give a key in one of these ways: run Connect-Mistral -Name <name> for a saved connection, which Get-MistralConnection -ListAvailable lists; set the environment variable MISTRAL_API_KEY; run Connect-Mistral -ApiKey (Read-Host -AsSecureString) or -Credential; or run Connect-Mistral -SecretName <name> for one in a SecretManagement vault.";
}
