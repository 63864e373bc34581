namespace Mistral.Client;

/// <summary>Which of a connection's keys an operation takes.</summary>
public enum KeyKind
{
    /// <summary>An ordinary key of a workspace.</summary>
    Api,

    /// <summary>An Admin API key of an organization.</summary>
    Admin,
}
