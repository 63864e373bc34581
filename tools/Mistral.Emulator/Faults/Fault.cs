using System.Collections.Generic;
using System.Text;
using System.Text.Json.Serialization;

namespace Mistral.Emulator;

/// <summary>One way for a request to fail. Properties that aren't set do not change the behavior.</summary>
public sealed class Fault
{
    /// <summary>The method of the requests; null for any.</summary>
    public string? Method { get; init; }

    /// <summary>The prefix of the path of the requests; null for any.</summary>
    public string? Path { get; init; }

    /// <summary>A text in the body of the requests; null for any.</summary>
    public string? Contains { get; init; }

    /// <summary>The number of matching requests to skip first.</summary>
    public int Skip { get; init; }

    /// <summary>The number of requests to fail; 0 for all.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The probability that a matching request fails, from 0 to 1.</summary>
    public double Chance { get; init; } = 1;

    /// <summary>The status of the response. Without a body, the response has the API's body for that status.</summary>
    public int? Status { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>The body of the response. Over HTTP, a JSON value is accepted instead of a string.</summary>
    [JsonConverter(typeof(RawTextConverter))]
    public string? Body { get; init; }

    /// <summary>The length of a body that is generated while it is sent. The log contains its hash.</summary>
    public long? BodyLength { get; init; }

    public string? ContentType { get; init; }

    public int? DelayHeadersMilliseconds { get; init; }

    /// <summary>Whether the delay is random, up to the given time.</summary>
    public bool IsRandomDelay { get; init; }

    /// <summary>Whether nothing is sent until a release or until the client disconnects.</summary>
    public bool HoldHeaders { get; init; }

    /// <summary>The delay before each event of a stream, to simulate the pace of a model.</summary>
    public int? DelayEventsMilliseconds { get; init; }

    /// <summary>The number of the stream event before which the response is held, counted from 1.</summary>
    public int? HoldBeforeEvent { get; init; }

    /// <summary>The number of body bytes to send before the response is held until a release or until the client disconnects.</summary>
    public int? StallAfterBytes { get; init; }

    /// <summary>The number of body bytes to send, with the full Content-Length, before the connection is aborted.</summary>
    public int? CutAfterBytes { get; init; }

    /// <summary>Whether the connection is aborted without a response.</summary>
    public bool CutBeforeHeaders { get; init; }

    /// <summary>Whether the request is processed and the connection then aborted without a response, after any delay or hold.</summary>
    public bool ActThenCut { get; init; }

    /// <summary>Whether the second half of the usual body is replaced with invalid text.</summary>
    public bool MalformedJson { get; init; }

    /// <summary>The target of a redirect. The status is 307 unless another one is given.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>Raw text to insert into a stream after its first event.</summary>
    public string? EventText { get; init; }

    /// <summary>Returns the response that the fault defines.</summary>
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
