namespace Mistral.PowerShell;

/// <summary>The format of spoken text.</summary>
public enum SpeechFormat
{
    /// <summary>MP3.</summary>
    Mp3,

    /// <summary>WAV.</summary>
    Wav,

    /// <summary>FLAC.</summary>
    Flac,

    /// <summary>Opus.</summary>
    Opus,

    /// <summary>Only the samples: 32-bit floating-point numbers, little-endian, 24 kHz.</summary>
    Pcm,
}
