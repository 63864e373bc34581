using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>The transcription of a recording. As a string it is its text.</summary>
public sealed class Transcription
{
    /// <summary>The complete text.</summary>
    public required string Text { get; init; }

    /// <summary>The segments, if times or speakers were requested.</summary>
    public TranscriptionSegment[] Segments { get; init; } = [];

    /// <summary>The language, two letters; null if the server sent none.</summary>
    public string? Language { get; init; }

    /// <summary>The recording: a full path, a URL, or the id of a file.</summary>
    public required string Source { get; init; }

    /// <summary>The path of the output file; null without -OutFile.</summary>
    public string? OutFile { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>The tokens and the seconds of the recording.</summary>
    public PSObject? Usage { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
