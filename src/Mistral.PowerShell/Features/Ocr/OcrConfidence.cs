namespace Mistral.PowerShell;

/// <summary>Of what OCR gives confidence scores.</summary>
public enum OcrConfidence
{
    /// <summary>Of each page.</summary>
    Page,

    /// <summary>Of each block.</summary>
    Block,

    /// <summary>Of each word.</summary>
    Word,
}
