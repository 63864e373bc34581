using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>Reads entries: those of this module, and hashtables or objects as the API writes them.</summary>
internal static class ConversationEntryReader
{
    /// <exception cref="MistralApiException">Something is no entry.</exception>
    public static ConversationEntry[] Read(IEnumerable<object> given) => [.. given.Select(Read)];

    private static ConversationEntry Read(object given)
    {
        if ((given is PSObject wrapped ? wrapped.BaseObject : given) is ConversationEntry entry)
        {
            return entry;
        }

        try
        {
            return ConversationEntry.Read(PSJsonWriter.ToElement(given));
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.InvalidResponse)
        {
            throw MistralApiException.InvalidArgument("-Entry takes entries with a type, such as @{ type = 'function.result'; tool_call_id = 'abc'; result = 'rain' }.");
        }
    }
}
