namespace Mistral.Client;

/// <summary>The kind of key that an operation needs.</summary>
public enum KeyKind
{
    /// <summary>A regular API key of a workspace.</summary>
    Api,

    /// <summary>An Admin API key of an organization.</summary>
    Admin,
}
