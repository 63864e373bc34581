namespace Mistral.Client;

/// <summary>Whose an API key is. What the server doesn't say is null.</summary>
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
