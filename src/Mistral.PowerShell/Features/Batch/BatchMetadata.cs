using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Mistral.Client;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>The metadata of a batch, with the limits of the API.</summary>
internal static class BatchMetadata
{
    private const int MaxKey = 32;
    private const int MaxValue = 512;

    /// <summary>Converts what the user gave; null for nothing.</summary>
    /// <exception cref="MistralApiException">A name or a value is empty or too long.</exception>
    public static IReadOnlyDictionary<string, string>? Read(IDictionary? given)
    {
        Dictionary<string, string>? read = given?.Keys.Cast<object>().ToDictionary(InvariantFormatter.Of, k => InvariantFormatter.Of(given[k]));
        foreach (KeyValuePair<string, string> pair in read ?? [])
        {
            if (pair.Key.Length is 0 or > MaxKey || pair.Value.Length is 0 or > MaxValue)
            {
                throw MistralApiException.InvalidArgument($"-Metadata: the name of '{pair.Key}' must have 1 to {MaxKey} characters, and its value 1 to {MaxValue}.");
            }
        }

        return read;
    }
}
