using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>What was said in a recording.</summary>
/// <param name="Text">All of it.</param>
/// <param name="Language">The language, two letters; null if the server didn't tell.</param>
/// <param name="Model">The model; null if the server didn't tell.</param>
/// <param name="Segments">Its parts, if times or speakers were asked for.</param>
/// <param name="Usage">What it took; null if the server didn't tell.</param>
public sealed record TranscriptionResponse(string Text, string? Language, string? Model, IReadOnlyList<TranscriptionPart> Segments, TokenUsage? Usage);

/// <summary>A part of what was said.</summary>
/// <param name="Text">The text.</param>
/// <param name="Start">Its start in seconds; null if the server doesn't know it.</param>
/// <param name="End">Its end in seconds; null if the server doesn't know it.</param>
/// <param name="SpeakerId">Who speaks; null if speakers weren't told apart.</param>
/// <param name="Score">How sure the model is; null if the server didn't tell.</param>
public sealed record TranscriptionPart(string Text, double? Start, double? End, string? SpeakerId, double? Score);
