namespace Mistral.Client;

/// <summary>The header that carries an Admin API key. The API's specification and its guide disagree.</summary>
public enum AdminKeyHeader
{
    /// <summary><c>Authorization: Bearer</c>, as in the specification.</summary>
    Bearer,

    /// <summary><c>x-api-key</c>, as in the guide.</summary>
    XApiKey,
}
