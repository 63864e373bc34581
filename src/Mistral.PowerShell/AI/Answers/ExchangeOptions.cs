using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.AI.Tools;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>What all exchanges of a cmdlet have in common.</summary>
/// <param name="Tools">The tools of the model.</param>
/// <param name="HasTools">Whether the user gave tools.</param>
/// <param name="Schema">The objects that answers are to be; null for none.</param>
/// <param name="RetryInvalid">How often the model is asked again for an answer that matches the schema.</param>
internal sealed record ExchangeOptions(Toolset Tools, bool HasTools, AnswerSchema? Schema, int RetryInvalid);
