namespace Mistral.PowerShell;

/// <summary>The format of tables that are moved out of the text.</summary>
public enum OcrTableFormat
{
    /// <summary>As Markdown.</summary>
    Markdown,

    /// <summary>As HTML.</summary>
    Html,
}
