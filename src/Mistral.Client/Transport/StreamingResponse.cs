using System;
using System.IO;
using Mistral.Client.Authentication;
using Mistral.Client.Errors;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>A reply whose body is still coming. Dispose it to end the request.</summary>
public sealed class StreamingResponse : IDisposable
{
    private readonly IDisposable _exchange;

    internal StreamingResponse(MistralRequest request, ReplyMetadata metadata, Stream body, KeyRedactor redactor, IDisposable exchange)
    {
        Operation = request.Operation;
        Metadata = metadata;
        Body = body;
        Redactor = redactor;
        _exchange = exchange;
    }

    /// <summary>What the headers tell.</summary>
    public ReplyMetadata Metadata { get; }

    /// <summary>
    /// The body, read as it comes. A silence longer than the operation's time limit is an error; so is any read after one that
    /// was cancelled.
    /// </summary>
    public Stream Body { get; }

    /// <summary>How many bytes the server says the body has, or null.</summary>
    internal long? Length { get; init; }

    /// <summary>Whether the body has been read to its end.</summary>
    internal bool HasEnded { get; set; }

    internal string Operation { get; }

    /// <summary>For errors that tell what came in the body.</summary>
    internal KeyRedactor Redactor { get; }

    /// <summary>Makes the failure that something in the body is.</summary>
    internal MistralApiException CreateFailure(MistralErrorKind kind, string message, ErrorReply? error = null, ErrorCause cause = ErrorCause.Unspecified) => new(kind, message)
    {
        Cause = cause,
        StatusCode = Metadata.StatusCode,
        ErrorCode = error?.Code,
        ErrorType = error?.Type,
        CorrelationId = Metadata.CorrelationId,
        Operation = Operation,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Body.Dispose();
        _exchange.Dispose();
    }
}
