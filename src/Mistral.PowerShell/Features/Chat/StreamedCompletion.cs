using System.Collections.Generic;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>A complete stream, with the last pieces that have not been written yet.</summary>
/// <param name="Whole">The complete response.</param>
/// <param name="Endings">The last piece of each answer, by the index of the answer.</param>
internal sealed record StreamedCompletion(ChatCompletion Whole, IReadOnlyDictionary<int, ChatDelta> Endings)
{
    /// <summary>The cost of the request; null if it is unknown.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Whether the response is from the cache.</summary>
    public bool IsFromCache { get; init; }
}
