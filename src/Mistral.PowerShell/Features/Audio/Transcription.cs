using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>What was said in a recording. As a string it is the text.</summary>
public sealed class Transcription
{
    /// <summary>All that was said.</summary>
    public required string Text { get; init; }

    /// <summary>The parts, if times or speakers were asked for.</summary>
    public TranscriptionSegment[] Segments { get; init; } = [];

    /// <summary>The language, two letters; null if the server didn't tell.</summary>
    public string? Language { get; init; }

    /// <summary>What the recording was given as: a full path, a URL, or the id of a file.</summary>
    public required string Source { get; init; }

    /// <summary>The file that was written; null without -OutFile.</summary>
    public string? OutFile { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>The tokens and seconds it took.</summary>
    public PSObject? Usage { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
