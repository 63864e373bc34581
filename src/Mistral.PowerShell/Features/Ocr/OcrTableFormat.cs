namespace Mistral.PowerShell;

/// <summary>How tables are written that are taken out of the text.</summary>
public enum OcrTableFormat
{
    /// <summary>As Markdown.</summary>
    Markdown,

    /// <summary>As HTML.</summary>
    Html,
}
