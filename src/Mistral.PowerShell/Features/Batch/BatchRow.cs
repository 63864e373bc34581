namespace Mistral.PowerShell.Features.Batch;

/// <summary>A row of a batch.</summary>
/// <param name="CustomId">Its custom id; null has it numbered.</param>
/// <param name="Body">The JSON of its request.</param>
/// <param name="Model">The model that the body names; null if it names none.</param>
/// <param name="FileName">The name of its file, which becomes its custom id if it has none; null without a file.</param>
internal readonly record struct BatchRow(string? CustomId, byte[] Body, string? Model, string? FileName = null);
