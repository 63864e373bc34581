using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Conversations;

/// <summary>Reads entries: entries of this module, and hashtables or objects as in the API.</summary>
internal static class ConversationEntryReader
{
    /// <exception cref="MistralApiException">A value isn't an entry.</exception>
    public static ConversationEntry[] Read(IEnumerable<object?> given) => [.. given.SelectMany(ReadItems)];

    private static IEnumerable<ConversationEntry> ReadItems(object? given)
    {
        object? plain = given is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : given;
        return plain switch
        {
            ConversationEntry entry => [entry],
            IEnumerable list and not (string or IDictionary) => list.Cast<object?>().SelectMany(ReadItems),
            _ => [ReadEntry(given)],
        };
    }

    private static ConversationEntry ReadEntry(object? given)
    {
        try
        {
            return ConversationEntry.Read(PSJsonWriter.ToElement(given));
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.InvalidResponse)
        {
            throw MistralApiException.InvalidArgument("-Entry must have entries with a type, such as @{ type = 'function.result'; tool_call_id = 'abc'; result = 'rain' }.");
        }
    }
}
