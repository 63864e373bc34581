using System;
using System.IO;
using System.Management.Automation;
using Mistral.Client;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Core.Errors;

/// <summary>Turns failures of the client into PowerShell's error records: stable ids, a category by cause, what to do next.</summary>
internal static class ErrorRecords
{
    private static readonly string[] s_ofModels = ["/v1/chat/", "/v1/fim/", "/v1/embeddings", "/v1/models", "/v1/fine_tuning/models", "/v1/agents/completions"];

    // The operations that prove a connection.
    private static readonly string[] s_ofConnecting = [$"GET {ModelOperations.Path}", $"GET {ApiKeyOperations.Path}"];

    /// <summary>Whether no other input would fare better: the failure is one of the connection, or of what is asked of all.</summary>
    public static bool IsTerminating(Exception failure) => failure is ErrorRecordException || (failure is MistralApiException e && IsOfConnection(e));

    private static bool IsOfConnection(MistralApiException failure) => failure.Kind switch
    {
        MistralErrorKind.NoApiKey or MistralErrorKind.InvalidApiKey or MistralErrorKind.InsecureUri or MistralErrorKind.Closed or MistralErrorKind.AdminKeyNeeded or MistralErrorKind.Certificate => true,
        MistralErrorKind.Authentication or MistralErrorKind.ProxyAuthentication or MistralErrorKind.RedirectRefused => true,
        MistralErrorKind.Connection or MistralErrorKind.Timeout => failure.NothingSent,
        _ => false,
    };

    /// <summary>Makes the record for whatever a user is to know of; null for what is a mistake of the module's own.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="target">The input that it is about, where the failure does not name another.</param>
    /// <param name="ofFile">What it is where a file of the caller's fails: <see cref="ErrorCategory.ReadError"/> or <see cref="ErrorCategory.WriteError"/>.</param>
    public static ErrorRecord? Find(Exception failure, object? target, ErrorCategory ofFile) => failure switch
    {
        MistralApiException e => From(e, target),
        ErrorRecordException e => e.ToRecord(),

        // Failures of the network have become our own exception; what is left is a file of the caller's.
        IOException or UnauthorizedAccessException => FromFile(failure, target, ofFile),
        _ => null,
    };

    public static ErrorRecord From(MistralApiException failure, object? target)
    {
        (string id, ErrorCategory category, string hint) = Describe(failure);
        string message = FindAdvice(failure.Cause) is { } advice ? Sentences.Join(failure.Message, advice) : failure.Message;
        message = failure.StatusCode is { } status && failure.Operation is { } operation
            ? $"{message} ({operation}: HTTP {status}{(failure.CorrelationId is { } correlation ? $", correlation id {correlation}" : string.Empty)})"
            : message;
        return new ErrorRecord(failure, id, category, target)
        {
            ErrorDetails = ErrorText.Create(message, hint),
        };
    }

    /// <summary>Makes the record for a file of the caller's that can't be read or written.</summary>
    public static ErrorRecord FromFile(Exception failure, object? target, ErrorCategory ofFile)
    {
        ErrorCategory category = failure switch
        {
            UnauthorizedAccessException => ErrorCategory.PermissionDenied,
            FileNotFoundException or DirectoryNotFoundException => ErrorCategory.ObjectNotFound,
            _ => ofFile,
        };
        string hint = ofFile is ErrorCategory.WriteError
            ? "Check the path, the rights on it and the room on the disk."
            : "Check the path and the rights on it, and that no other program keeps the file to itself.";
        return new ErrorRecord(failure, "MistralFileFailed", category, target)
        {
            ErrorDetails = ErrorText.Create(failure.Message, hint),
        };
    }

    // What the client can't say, because it knows no cmdlet.
    private static string? FindAdvice(ErrorCause cause) => cause switch
    {
        ErrorCause.ProxyHeader => "Use -Proxy with -ProxyCredential.",
        ErrorCause.ProxyUserInfo => "Use -ProxyCredential, which takes a PSCredential.",
        ErrorCause.LongResponse => "Invoke-MistralRequest -OutFile saves one of any length.",
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
            "Copy the key once more, without spaces or line breaks around it."),
        MistralErrorKind.InsecureUri => (
            "MistralInsecureUri",
            ErrorCategory.SecurityError,
            "Give -BaseUri an https:// address. Plain http:// is for this machine only, such as http://127.0.0.1:8080."),
        MistralErrorKind.InvalidArgument => (
            "MistralInvalidArgument",
            ErrorCategory.InvalidArgument,
            "Correct the argument and run the command again. Nothing was sent."),
        MistralErrorKind.Closed => (
            "MistralConnectionClosed",
            ErrorCategory.ConnectionError,
            "Run Connect-Mistral again."),
        MistralErrorKind.Authentication => (
            "MistralAuthenticationFailed",
            ErrorCategory.AuthenticationError,
            (failure.KeySource is { } source ? $"The refused key is that of the {source}. " : string.Empty)
            + (failure.Key is KeyKind.Admin
                ? "This operation takes an Admin API key, made in the Backoffice; an ordinary key does not do. It was sent as Bearer and as x-api-key."
                : "The key may have expired, been revoked, belong to another endpoint, or be an Admin API key, which does not do here. Check it in the console, then run Connect-Mistral with the new one.")),
        MistralErrorKind.PaymentRequired => (
            "MistralPaymentRequired",
            ErrorCategory.PermissionDenied,
            "Check the workspace's means of payment and its spending limit."),
        MistralErrorKind.PermissionDenied => (
            "MistralPermissionDenied",
            ErrorCategory.PermissionDenied,
            "Check what the key's workspace and plan allow, and whether a guardrail blocked the content."),
        MistralErrorKind.NotFound => (
            "MistralNotFound",
            ErrorCategory.ObjectNotFound,
            FindAddressHint(failure) ?? (IsOfModels(failure)
                ? "Check the id; the model may be retired. Get-MistralModel lists what there is."
                : $"Check each id{(GetPath(failure) is { } path ? $" in {path}" : string.Empty)}: a name isn't a valid id, and the object may have been deleted. The cmdlet with the verb Get lists the ids.")),
        MistralErrorKind.Conflict => (
            "MistralConflict",
            ErrorCategory.ResourceExists,
            "Read the object's state again before the next try."),
        MistralErrorKind.InvalidRequest => (
            "MistralInvalidRequest",
            ErrorCategory.InvalidArgument,
            $"Correct what the message names: the exception's ValidationErrors list each mistake{(IsOfModels(failure) ? ", and Get-MistralModel the models" : string.Empty)}."),
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
                : failure.IsLongWait ? "Run it again after that time, use another model, or raise the workspace's limits."
                : "Wait, send less at once, or raise the workspace's limits. Connect-Mistral -MaximumRetryCount tries more often."),
        MistralErrorKind.ServerError => (
            "MistralServerError",
            ErrorCategory.ResourceUnavailable,
            "Try again later; give the correlation id to Mistral's support if it stays."),
        MistralErrorKind.Timeout => (
            "MistralTimeout",
            ErrorCategory.OperationTimeout,
            "Try again, or allow more time with Connect-Mistral -ConnectionTimeoutSeconds or -OperationTimeoutSeconds."),
        MistralErrorKind.Connection => (
            "MistralConnectionFailed",
            ErrorCategory.ConnectionError,
            "Check the address, the network and the proxy; Test-MistralConnection shows how far it gets."),
        MistralErrorKind.Certificate => (
            "MistralCertificateRefused",
            ErrorCategory.SecurityError,
            "Check the address and the clock of this computer. If a company's own authority issued the certificate, add its root to the system's certificate store; on Linux, the environment variable SSL_CERT_FILE can name it as well."),
        MistralErrorKind.ResponseTooLarge => (
            "MistralResponseTooLarge",
            ErrorCategory.LimitsExceeded,
            "Check -BaseUri and what stands between this machine and the API: no model writes so long an event."),
        MistralErrorKind.RedirectRefused => (
            "MistralRedirectRefused",
            ErrorCategory.SecurityError,
            "Give -BaseUri the address that really serves the API."),
        _ => (
            "MistralInvalidResponse",
            ErrorCategory.InvalidData,
            "Check -BaseUri and what stands between this machine and the API: a proxy, a gateway, a login page."),
    };

    /// <summary>Gets what to do where the address is wrong: what the server doesn't have is a list that every API has. Null otherwise.</summary>
    public static string? FindAddressHint(MistralApiException failure) =>
        failure is { Kind: MistralErrorKind.NotFound, BaseUri: { } address } && Array.IndexOf(s_ofConnecting, failure.Operation) >= 0
            ? $"Check -BaseUri: the address of this connection is '{address.AbsoluteUri.TrimEnd('/')}', and {GetPath(failure)} was not found there."
            : null;

    private static bool IsOfModels(MistralApiException failure) =>
        failure.Operation is { } operation && Array.Exists(s_ofModels, path => operation.Contains($" {path}"));

    // An operation is a method and a path.
    private static string? GetPath(MistralApiException failure) => failure.Operation?.Split([' '], 2)[1];

    /// <summary>Makes the record of a name or an id that nothing in a list has.</summary>
    /// <param name="name">The name or id.</param>
    /// <param name="typeName">The type name of the objects in the list, such as <c>Mistral.Workspace</c>.</param>
    public static ErrorRecord NotFound(string name, string? typeName)
    {
        string message = $"No {ResourceNoun.Of(typeName)} with the name or id '{name}' was found.";
        return new ErrorRecord(new ItemNotFoundException(DisplayText.Clean(message)), "MistralNotFound", ErrorCategory.ObjectNotFound, name)
        {
            ErrorDetails = ErrorText.Create(message, "See what there is: the same cmdlet without a name lists all, and a pattern such as *text* finds what is like it."),
        };
    }

    /// <summary>The ways to give a key.</summary>
    private const string NoKeyHint =
        "Give a key in one of these ways: run Connect-Mistral -Name <name> for a saved connection, which Get-MistralConnection -ListAvailable lists; set the environment variable MISTRAL_API_KEY; run Connect-Mistral -ApiKey (Read-Host -AsSecureString) or -Credential; or run Connect-Mistral -SecretName <name> for one in a SecretManagement vault.";
}
