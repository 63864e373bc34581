namespace Mistral.Client;

/// <summary>The kind of an error. Each kind has one stable error id in the module.</summary>
public enum MistralErrorKind
{
    /// <summary>No API key is available. The request was not sent.</summary>
    NoApiKey,

    /// <summary>The operation needs an Admin API key and the connection has none. The request was not sent.</summary>
    AdminKeyNeeded,

    /// <summary>The key contains characters that aren't allowed in a key. The request was not sent.</summary>
    InvalidApiKey,

    /// <summary>The address isn't HTTPS and isn't on this machine. The request was not sent.</summary>
    InsecureUri,

    /// <summary>The request isn't valid. It was not sent.</summary>
    InvalidArgument,

    /// <summary>The client was disposed. The request was not sent.</summary>
    Closed,

    /// <summary>401: the server does not accept the key, or the key has expired or been revoked.</summary>
    Authentication,

    /// <summary>402: the workspace has no payment method or has reached its spending limit.</summary>
    PaymentRequired,

    /// <summary>403: the key does not permit the operation, or a guardrail blocked it.</summary>
    PermissionDenied,

    /// <summary>404: the object, model or operation was not found.</summary>
    NotFound,

    /// <summary>409: the object's state does not allow it.</summary>
    Conflict,

    /// <summary>400, 422 and other errors of the request itself.</summary>
    InvalidRequest,

    /// <summary>407: the proxy requires credentials.</summary>
    ProxyAuthentication,

    /// <summary>429: too many requests or tokens, or no entitlement.</summary>
    RateLimited,

    /// <summary>5xx: the server failed.</summary>
    ServerError,

    /// <summary>408, or a time limit of the connection has passed.</summary>
    Timeout,

    /// <summary>The server could not be reached, or the connection broke.</summary>
    Connection,

    /// <summary>The response isn't a valid response of the API.</summary>
    InvalidResponse,

    /// <summary>An event of a stream is longer than the limit for events in memory.</summary>
    ResponseTooLarge,

    /// <summary>The server's certificate isn't valid. The request was not sent.</summary>
    Certificate,

    /// <summary>The server redirected to another host. The key was not sent there.</summary>
    RedirectRefused,

    /// <summary>The budget of the connection is used up. The request was not sent.</summary>
    BudgetExceeded,

    /// <summary>The connection has a cost budget and no price for the model. The request was not sent.</summary>
    PriceUnknown,
}
