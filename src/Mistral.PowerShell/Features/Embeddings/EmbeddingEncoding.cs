namespace Mistral.PowerShell;

/// <summary>The format of vectors in the response.</summary>
public enum EmbeddingEncoding
{
    /// <summary>Lists of numbers.</summary>
    Float,

    /// <summary>Bytes in base64, about half as long.</summary>
    Base64,
}
