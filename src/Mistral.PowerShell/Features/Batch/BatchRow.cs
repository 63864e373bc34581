namespace Mistral.PowerShell.Features.Batch;

/// <summary>A row of a batch.</summary>
/// <param name="CustomId">Its custom id; null has it numbered.</param>
/// <param name="Body">The JSON of its request.</param>
/// <param name="Model">The model that the body names; null if it names none.</param>
internal readonly record struct BatchRow(string? CustomId, byte[] Body, string? Model);
