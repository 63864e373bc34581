using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>The response to a <see cref="ClassifierRequest"/>.</summary>
/// <typeparam name="T">The result of one input.</typeparam>
/// <param name="Id">The response's id; null if the server sent none.</param>
/// <param name="Model">The model; null if the server sent none.</param>
/// <param name="Results">The results, in the order of the inputs.</param>
/// <param name="Usage">The tokens; null if the server sent none.</param>
public sealed record ClassifierResponse<T>(string? Id, string? Model, IReadOnlyList<T> Results, TokenUsage? Usage);

/// <summary>The moderation of one input.</summary>
/// <param name="Categories">Whether each category applies.</param>
/// <param name="Scores">The score of each category, 0 to 1.</param>
public sealed record ModerationScores(IReadOnlyDictionary<string, bool> Categories, IReadOnlyDictionary<string, double> Scores);

/// <summary>The classification of one input.</summary>
/// <param name="Targets">The scores of the labels of each target, 0 to 1.</param>
public sealed record ClassificationScores(IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Targets);
