using System;
using System.Collections.Generic;
using System.Text;

namespace Mistral.Emulator;

/// <summary>One request and the state of its response.</summary>
public sealed class RequestLogEntry
{
    public required string Method { get; init; }

    /// <summary>The path as sent, with its percent-encoding.</summary>
    public required string Path { get; init; }

    /// <summary>The query as sent, without the question mark.</summary>
    public required string Query { get; init; }

    /// <summary>The headers. A key is replaced by a note of its validity.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public byte[] Body { get; internal set; } = [];

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>The parts of a form that was too large to buffer; the body is then empty.</summary>
    public IReadOnlyList<ReceivedPart> Parts { get; internal set; } = [];

    /// <summary>The SHA-256 of a generated body after it was sent.</summary>
    public string? SentSha256 { get; internal set; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The status that was sent, or 0 before that.</summary>
    public int StatusCode { get; internal set; }

    /// <summary>Whether the client disconnected before the end of the response.</summary>
    public bool Aborted { get; internal set; }

    /// <summary>The number of stream events that were sent, including [DONE] but not comments.</summary>
    public int EventsSent { get; internal set; }

    /// <summary>Whether a fault holds the response now.</summary>
    public bool Held { get; internal set; }

    /// <summary>Whether the request has ended, with or without success.</summary>
    public bool Done { get; internal set; }

    internal bool SentWhole { get; set; }

    internal bool CutByServer { get; set; }
}
