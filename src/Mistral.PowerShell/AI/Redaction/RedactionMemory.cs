using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Mistral.Client;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>
/// Remembers for this session what was redacted, so that a conversation continues with its marks: messages of replies,
/// conversations on the server, and batches.
/// </summary>
internal sealed class RedactionMemory
{
    // Above the numbers of a usual conversation, and below those that make marks long.
    private const int MinUnknownNumber = 1_000;
    private const int MaxUnknownNumber = 1_000_000;

    private readonly ConditionalWeakTable<ChatMessage, Redactor> _messages = new();
    private readonly ConcurrentDictionary<string, Redactor> _stored = new(StringComparer.Ordinal);
    private int _hasMessages;

    /// <summary>Finds the redactor of earlier messages; null if they weren't redacted.</summary>
    public Redactor? Find(IReadOnlyList<ChatMessage> messages)
    {
        if (Volatile.Read(ref _hasMessages) == 0)
        {
            return null;
        }

        // The last messages are the newest.
        for (int i = messages.Count - 1; i >= 0; i--)
        {
            if (_messages.TryGetValue(messages[i], out Redactor? redactor))
            {
                return redactor;
            }
        }

        return null;
    }

    /// <summary>Finds the redactor of a conversation or a batch on the server; null if this session doesn't know it.</summary>
    public Redactor? Find(string? id) => id is not null && _stored.TryGetValue(id, out Redactor? redactor) ? redactor : null;

    public void Remember(IEnumerable<ChatMessage> messages, Redactor redactor)
    {
        Volatile.Write(ref _hasMessages, 1);
        foreach (ChatMessage message in messages)
        {
            _ = _messages.GetValue(message, _ => redactor);
        }
    }

    public void Remember(string id, Redactor redactor) => _stored[id] = redactor;

    /// <summary>Creates the marks of a conversation whose earlier marks aren't known. Their numbers are others than the earlier ones.</summary>
    public static RedactionMap CreateUnknown() => new(new Random().Next(MinUnknownNumber, MaxUnknownNumber));
}
