using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.AI.Tools;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>The options of all exchanges of a cmdlet.</summary>
/// <param name="Tools">The tools of the model.</param>
/// <param name="HasTools">Whether the user gave tools.</param>
/// <param name="Schema">The schema of the answers; null for text.</param>
/// <param name="RetryInvalid">The maximum number of retries for an answer that doesn't match the schema.</param>
internal sealed record ExchangeOptions(Toolset Tools, bool HasTools, AnswerSchema? Schema, int RetryInvalid);
