using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>The response to a <see cref="ClassifierRequest"/>.</summary>
/// <typeparam name="T">What the model says of one input.</typeparam>
/// <param name="Id">The response's id; null where the server sent none.</param>
/// <param name="Model">The model; null where the server sent none.</param>
/// <param name="Results">One result an input, in their order.</param>
/// <param name="Usage">The tokens it took; null where the server sent none.</param>
public sealed record ClassifierResponse<T>(string? Id, string? Model, IReadOnlyList<T> Results, TokenUsage? Usage);

/// <summary>What a moderation says of one input.</summary>
/// <param name="Categories">Whether each category applies.</param>
/// <param name="Scores">The score of each category, 0 to 1.</param>
public sealed record ModerationScores(IReadOnlyDictionary<string, bool> Categories, IReadOnlyDictionary<string, double> Scores);

/// <summary>What a classification says of one input.</summary>
/// <param name="Targets">For each target the score of each of its labels, 0 to 1.</param>
public sealed record ClassificationScores(IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Targets);
