namespace Mistral.Client.Errors;

/// <summary>A cause of an error that needs other advice than the rest of its kind.</summary>
internal enum ErrorCause
{
    /// <summary>The advice of the kind is right.</summary>
    Unspecified,

    /// <summary>A header for the proxy was given among the headers of each request.</summary>
    ProxyHeader,

    /// <summary>The address of the proxy holds a user name or a password.</summary>
    ProxyUserInfo,

    /// <summary>The response is longer than is kept in memory.</summary>
    LongResponse,
}
