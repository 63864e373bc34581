using System.Collections.Generic;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>A stream that has come to its end, without its last pieces, which tell what is known only then.</summary>
/// <param name="Whole">All of it, put together.</param>
/// <param name="Endings">The last piece of each answer, by its index.</param>
internal sealed record StreamedCompletion(ChatCompletion Whole, IReadOnlyDictionary<int, ChatDelta> Endings);
