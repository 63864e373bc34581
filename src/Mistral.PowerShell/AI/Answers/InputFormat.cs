namespace Mistral.PowerShell;

/// <summary>The format of objects in a message.</summary>
public enum InputFormat
{
    /// <summary>Compact JSON.</summary>
    Json,

    /// <summary>CSV: a header, and one line for each object.</summary>
    Csv,

    /// <summary>A table as in the console.</summary>
    Table,
}
