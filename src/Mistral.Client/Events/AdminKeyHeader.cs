namespace Mistral.Client;

/// <summary>How an Admin API key travels: the API's document and its prose do not agree.</summary>
public enum AdminKeyHeader
{
    /// <summary><c>Authorization: Bearer</c>, as the document says.</summary>
    Bearer,

    /// <summary><c>x-api-key</c>, as the prose says.</summary>
    XApiKey,
}
