namespace Mistral.PowerShell;

/// <summary>The parts of a page for which OCR returns confidence scores.</summary>
public enum OcrConfidence
{
    /// <summary>Each page.</summary>
    Page,

    /// <summary>Each block.</summary>
    Block,

    /// <summary>Each word.</summary>
    Word,
}
