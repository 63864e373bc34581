namespace Mistral.PowerShell;

/// <summary>The parts of a transcription that get times.</summary>
public enum TimestampGranularity
{
    /// <summary>Each segment.</summary>
    Segment,

    /// <summary>Each word.</summary>
    Word,
}
