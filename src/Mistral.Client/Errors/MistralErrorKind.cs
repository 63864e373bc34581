namespace Mistral.Client;

/// <summary>What went wrong, by cause. Each kind has one stable error id in the module.</summary>
public enum MistralErrorKind
{
    /// <summary>There is no API key to send. Nothing was sent.</summary>
    NoApiKey,

    /// <summary>The operation takes an Admin API key and the connection has none. Nothing was sent.</summary>
    AdminKeyNeeded,

    /// <summary>The key holds characters that no key has. Nothing was sent.</summary>
    InvalidApiKey,

    /// <summary>The address is not HTTPS and not on this machine. Nothing was sent.</summary>
    InsecureUri,

    /// <summary>The request is not one that can be sent. Nothing was sent.</summary>
    InvalidArgument,

    /// <summary>The client was disposed. Nothing was sent.</summary>
    Closed,

    /// <summary>401: the server does not know the key, or it has expired or been revoked.</summary>
    Authentication,

    /// <summary>402: no payment method, or a limit on spending.</summary>
    PaymentRequired,

    /// <summary>403: the key may not do this, or a guardrail blocked it.</summary>
    PermissionDenied,

    /// <summary>404: the object, model or operation was not found.</summary>
    NotFound,

    /// <summary>409: the object's state does not allow it.</summary>
    Conflict,

    /// <summary>400, 422 and other refusals of the request as it was written.</summary>
    InvalidRequest,

    /// <summary>407: the proxy wants credentials.</summary>
    ProxyAuthentication,

    /// <summary>429: too many requests or tokens, or no entitlement.</summary>
    RateLimited,

    /// <summary>5xx: the server failed.</summary>
    ServerError,

    /// <summary>408, or a time limit of the connection has passed.</summary>
    Timeout,

    /// <summary>The server could not be reached, or the connection broke.</summary>
    Connection,

    /// <summary>The server answered with something that is not the API's reply.</summary>
    InvalidResponse,

    /// <summary>An event of a stream is longer than is kept in memory.</summary>
    ResponseTooLarge,

    /// <summary>The server's certificate isn't valid. Nothing was sent.</summary>
    Certificate,

    /// <summary>The server pointed to another host. The key was not sent there.</summary>
    RedirectRefused,
}
