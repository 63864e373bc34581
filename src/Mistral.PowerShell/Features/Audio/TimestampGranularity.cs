namespace Mistral.PowerShell;

/// <summary>What gets times in a transcription.</summary>
public enum TimestampGranularity
{
    /// <summary>Each segment.</summary>
    Segment,

    /// <summary>Each word.</summary>
    Word,
}
