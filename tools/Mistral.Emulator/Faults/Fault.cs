using System.Collections.Generic;
using System.Text;
using System.Text.Json.Serialization;

namespace Mistral.Emulator;

/// <summary>One way for a request to go wrong. What is left out behaves as usual.</summary>
public sealed class Fault
{
    /// <summary>Only requests with this method; any where null.</summary>
    public string? Method { get; init; }

    /// <summary>Only requests whose path starts so; any where null.</summary>
    public string? Path { get; init; }

    /// <summary>Only requests with this text in their body; any where null.</summary>
    public string? Contains { get; init; }

    /// <summary>How many matching requests to let pass first.</summary>
    public int Skip { get; init; }

    /// <summary>How many requests to spoil; 0 for all that come.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The share of the matching requests that are spoiled, 0 to 1, by chance.</summary>
    public double Chance { get; init; } = 1;

    /// <summary>Answer with this status; without a body, with the one the API has for it.</summary>
    public int? Status { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Answer with this text; over HTTP a JSON value may be given instead of a string.</summary>
    [JsonConverter(typeof(RawTextConverter))]
    public string? Body { get; init; }

    /// <summary>Answer with so many bytes, made as they are sent. The log has their hash.</summary>
    public long? BodyLength { get; init; }

    public string? ContentType { get; init; }

    public int? DelayHeadersMilliseconds { get; init; }

    /// <summary>Whether the delay is any up to that, by chance.</summary>
    public bool IsRandomDelay { get; init; }

    /// <summary>Send nothing until released or the client leaves.</summary>
    public bool HoldHeaders { get; init; }

    /// <summary>Wait before each event of a stream, as long as a model takes for a word.</summary>
    public int? DelayEventsMilliseconds { get; init; }

    /// <summary>Hold a stream before its n-th event, counted from 1.</summary>
    public int? HoldBeforeEvent { get; init; }

    /// <summary>Send this many bytes of the body, then wait until released or the client leaves.</summary>
    public int? StallAfterBytes { get; init; }

    /// <summary>Send this many bytes of the body with the length of the whole, then abort the connection.</summary>
    public int? CutAfterBytes { get; init; }

    /// <summary>Abort the connection without a reply.</summary>
    public bool CutBeforeHeaders { get; init; }

    /// <summary>Do what the request asks, then abort the connection without a reply; a delay or a hold comes in between.</summary>
    public bool ActThenCut { get; init; }

    /// <summary>Send the usual body cut in half with rubbish at its end.</summary>
    public bool MalformedJson { get; init; }

    /// <summary>Redirect there, with 307 unless a status is given.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>Raw text put into a stream after its first event.</summary>
    public string? EventText { get; init; }

    /// <summary>The reply instead of the usual one, where the fault says so.</summary>
    internal Reply? Replacement()
    {
        if (RedirectTo is not null)
        {
            var redirect = Reply.Empty(Status ?? 307);
            redirect.Headers["Location"] = RedirectTo;
            return redirect;
        }

        if (BodyLength is not null)
        {
            return new Reply { Status = Status ?? 200, ContentType = ContentType ?? "application/octet-stream", GeneratedLength = BodyLength };
        }

        if (Body is not null)
        {
            return new Reply
            {
                Status = Status ?? 200,
                ContentType = ContentType ?? "application/json",
                Body = Encoding.UTF8.GetBytes(Body),
            };
        }

        return Status is { } status ? ErrorReply.ForStatus(status) : null;
    }
}
