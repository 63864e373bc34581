using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>The transcription of a recording.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="Language">The language, two letters; null if the server sent none.</param>
/// <param name="Model">The model; null if the server sent none.</param>
/// <param name="Segments">The segments, if times or speakers were requested.</param>
/// <param name="Usage">The tokens and seconds; null if the server sent none.</param>
public sealed record TranscriptionResponse(string Text, string? Language, string? Model, IReadOnlyList<TranscriptionPart> Segments, TokenUsage? Usage);

/// <summary>A part of a transcription.</summary>
/// <param name="Text">The text.</param>
/// <param name="Start">Its start in seconds; null if the server sent none.</param>
/// <param name="End">Its end in seconds; null if the server sent none.</param>
/// <param name="SpeakerId">The speaker; null if speakers were not requested.</param>
/// <param name="Score">The confidence of the model; null if the server sent none.</param>
public sealed record TranscriptionPart(string Text, double? Start, double? End, string? SpeakerId, double? Score);
