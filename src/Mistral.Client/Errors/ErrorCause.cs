namespace Mistral.Client.Errors;

/// <summary>The cause of an error whose recommended action differs from others of its kind.</summary>
internal enum ErrorCause
{
    /// <summary>The recommended action of the kind fits.</summary>
    Unspecified,

    /// <summary>The headers of the connection contain a header for the proxy.</summary>
    ProxyHeader,

    /// <summary>The address of the proxy contains a user name or a password.</summary>
    ProxyUserInfo,

    /// <summary>The base address contains a query.</summary>
    BaseUriQuery,

    /// <summary>The response is longer than the limit for responses in memory.</summary>
    LongResponse,
}
