namespace Mistral.PowerShell;

/// <summary>How objects are written into a message.</summary>
public enum InputFormat
{
    /// <summary>As compact JSON.</summary>
    Json,

    /// <summary>As a header and one line of values each.</summary>
    Csv,

    /// <summary>As the table that the console shows.</summary>
    Table,
}
