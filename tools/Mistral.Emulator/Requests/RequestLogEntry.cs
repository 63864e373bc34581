using System;
using System.Collections.Generic;
using System.Text;

namespace Mistral.Emulator;

/// <summary>One request as it came in, and how its reply went.</summary>
public sealed class RequestLogEntry
{
    public required string Method { get; init; }

    /// <summary>The path as sent, percent-encoding and all.</summary>
    public required string Path { get; init; }

    /// <summary>The query as sent, without the question mark.</summary>
    public required string Query { get; init; }

    /// <summary>The headers; instead of a key they tell whether it was a valid one.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public byte[] Body { get; internal set; } = [];

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>The parts of a form that was too large to be kept; the body is empty then.</summary>
    public IReadOnlyList<ReceivedPart> Parts { get; internal set; } = [];

    /// <summary>The SHA-256 of a body that was made as it was sent, once all of it is.</summary>
    public string? SentSha256 { get; internal set; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The status sent, or 0 while there is none.</summary>
    public int StatusCode { get; internal set; }

    /// <summary>Whether the client left before the reply ended.</summary>
    public bool Aborted { get; internal set; }

    /// <summary>Events of a stream that were sent, the closing one included, comments not.</summary>
    public int EventsSent { get; internal set; }

    /// <summary>Whether a fault holds the reply at this moment.</summary>
    public bool Held { get; internal set; }

    /// <summary>Whether the request is over, well or not.</summary>
    public bool Done { get; internal set; }

    internal bool SentWhole { get; set; }

    internal bool CutByServer { get; set; }
}
