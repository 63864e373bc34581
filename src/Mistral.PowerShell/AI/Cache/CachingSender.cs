using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Streaming;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Cache;

/// <summary>Answers requests from the cache, and keeps the responses of others.</summary>
/// <param name="inner">Sends the requests.</param>
/// <param name="getUri">Gets the address that a request is sent to.</param>
/// <param name="cache">The cache.</param>
/// <param name="age">The maximum age of a response.</param>
/// <param name="warn">Called from asynchronous code if a response can't be kept.</param>
internal sealed class CachingSender(IRequestSender inner, Func<MistralRequest, Uri> getUri, ResponseCache cache, TimeSpan age, Action<string> warn) : IRequestSender
{
    /// <summary>Whether the last response is from the cache.</summary>
    public bool IsFromCache { get; private set; }

    /// <inheritdoc/>
    public async Task<MistralResponse> SendAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        string key = GetKey(request);
        if (Find(key) is { } found)
        {
            return MistralResponse.FromCache(request, found.ContentType, found.Body);
        }

        MistralResponse response = await inner.SendAsync(request, progress, cancellationToken).ConfigureAwait(false);
        _ = response.ReadJson();
        if (!response.HasKey)
        {
            Add(key, response.Metadata.ContentType, response.Body);
        }

        return response;
    }

    /// <inheritdoc/>
    public async Task<StreamingResponse> OpenAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        string key = GetKey(request);
        if (Find(key) is { } found)
        {
            return StreamingResponse.FromCache(request, found.ContentType, found.Body);
        }

        StreamingResponse response = await inner.OpenAsync(request, progress, cancellationToken).ConfigureAwait(false);
        return response.Record(ResponseCache.MaxLength, body =>
        {
            if (EventStream.IsWhole(body.Span))
            {
                Add(key, response.Metadata.ContentType, body);
            }
        });
    }

    private CachedResponse? Find(string key)
    {
        CachedResponse? found = ResponseCache.Find(key, age);
        IsFromCache = found is not null;
        return found;
    }

    private void Add(string key, string? contentType, ReadOnlyMemory<byte> body)
    {
        if (body.Length > ResponseCache.MaxLength)
        {
            return;
        }

        try
        {
            cache.Add(key, new CachedResponse(DateTimeOffset.UtcNow, contentType, body), age);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warn(e.Message);
        }
    }

    // The address has the path prefix and the query, which may choose another server behind a gateway. The API key isn't
    // included, so that no file depends on a key.
    private string GetKey(MistralRequest request)
    {
        using SHA256 sha = SHA256.Create();
        using (CryptoStream hashed = new(Stream.Null, sha, CryptoStreamMode.Write))
        {
            byte[] head = Encoding.UTF8.GetBytes($"{request.Method} {getUri(request).AbsoluteUri}\n{request.Accept}\n");
            hashed.Write(head, 0, head.Length);
            request.Body?.CopyTo(hashed);
        }

        return Sha256Text.Format(sha.Hash!);
    }
}
