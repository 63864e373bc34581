namespace Mistral.Client;

/// <summary>The owner of an API key. A value that is missing in the response is null.</summary>
public sealed record KeyIdentity
{
    /// <summary>The id of the key.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>The name of the key.</summary>
    public string? ApiKeyName { get; init; }

    /// <summary>The id of the key's user.</summary>
    public string? UserId { get; init; }

    /// <summary>The e-mail address of the key's user.</summary>
    public string? Email { get; init; }

    /// <summary>The id of the key's workspace.</summary>
    public string? WorkspaceId { get; init; }

    /// <summary>The name of the key's workspace.</summary>
    public string? WorkspaceName { get; init; }

    /// <summary>The name of the key's organization.</summary>
    public string? OrganizationName { get; init; }
}
