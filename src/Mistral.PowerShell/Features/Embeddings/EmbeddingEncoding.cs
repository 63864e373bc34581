namespace Mistral.PowerShell;

/// <summary>How vectors travel from the API.</summary>
public enum EmbeddingEncoding
{
    /// <summary>As lists of numbers.</summary>
    Float,

    /// <summary>As their bytes in base64, which takes about half the room.</summary>
    Base64,
}
