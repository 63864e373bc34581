using System;
using System.IO;
using Mistral.Client.Authentication;
using Mistral.Client.Errors;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>A response whose body is still being received. Dispose it to cancel the request.</summary>
public sealed class StreamingResponse : IDisposable
{
    private readonly MistralRequest _request;
    private readonly IDisposable _exchange;

    internal StreamingResponse(MistralRequest request, ReplyMetadata metadata, Stream body, KeyRedactor redactor, IDisposable exchange)
    {
        _request = request;
        Operation = request.Operation;
        Metadata = metadata;
        Body = body;
        Redactor = redactor;
        _exchange = exchange;
    }

    /// <summary>Creates a response that was kept from an earlier request.</summary>
    internal static StreamingResponse FromCache(MistralRequest request, string? contentType, ReadOnlyMemory<byte> body) =>
        new(request, ReplyMetadata.FromCache(contentType), new MemoryStream(body.ToArray()), new KeyRedactor(key: null), Stream.Null) { Length = body.Length };

    /// <summary>Records the body while it is read.</summary>
    /// <param name="limit">The maximum length in bytes. A longer body isn't recorded.</param>
    /// <param name="complete">Receives what was read of the body when it is closed, if it doesn't contain the key.</param>
    internal StreamingResponse Record(int limit, Action<ReadOnlyMemory<byte>> complete)
    {
        RecordedStream recorded = new(Body, limit, body =>
        {
            if (!Redactor.IsIn(body))
            {
                complete(body);
            }
        });
        return new StreamingResponse(_request, Metadata, recorded, Redactor, this) { Length = Length };
    }

    /// <summary>The data of the response headers.</summary>
    public ReplyMetadata Metadata { get; }

    /// <summary>
    /// The body, read as it arrives. A read fails if the server sends nothing for the operation timeout, and after a read that
    /// was cancelled.
    /// </summary>
    public Stream Body { get; }

    /// <summary>The Content-Length of the body in bytes, or null.</summary>
    internal long? Length { get; init; }

    /// <summary>Whether the end of the body was reached.</summary>
    internal bool HasEnded { get; set; }

    /// <summary>The transport that only this response uses; null if others share it.</summary>
    internal IDisposable? Transport { get; set; }

    internal string Operation { get; }

    /// <summary>Removes the key from errors that quote the body.</summary>
    internal KeyRedactor Redactor { get; }

    /// <summary>Creates an error for the content of the body.</summary>
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
        Transport?.Dispose();
    }
}
