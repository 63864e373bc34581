using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Authentication;
using Mistral.Client.Errors;

namespace Mistral.Client.Transport;

/// <summary>Sends all requests. Handles the key, time limits, retries, rate limits, redirects and errors.</summary>
internal sealed class HttpTransport : IRequestSender, IDisposable
{
    private const int MaxRedirects = 5;

    // The memory limits for responses and for error responses.
    private const int MaxResponseSize = 1 << 30;
    private const int MaxErrorSize = 1 << 20;

    // A shorter key may be a word of a local gateway, which may also be part of an address.
    private const int MinCheckedKeyLength = 16;

    // Timers may fire early by their resolution.
    private static readonly TimeSpan s_timerResolution = TimeSpan.FromMilliseconds(20);

    private readonly MistralClientOptions _options;
    private readonly KeyHeaders _keyHeaders;
    private readonly HttpClient _http;
    private readonly ProxyCredentialSource? _proxyCredentials;
    private readonly RetryPolicy _retry;
    private readonly RateLimitGate _gate = new();
    private volatile AdminKeyHeader _adminKeyHeader;
    private volatile bool _closed;

    /// <param name="options">How to reach the API.</param>
    /// <param name="keyHeaders">The headers in which a key is sent.</param>
    public HttpTransport(MistralClientOptions options, KeyHeaders keyHeaders)
    {
        Address = new ApiAddress(options);
        HeaderValidator.Check(options.Headers);
        HeaderValidator.Check("User-Agent", options.UserAgent);
        if (options.Proxy is WebProxy { Address: { } proxy })
        {
            _ = ProxyAddress.Check(proxy);
        }

        _adminKeyHeader = options.AdminKeyHeader;
        _options = options;
        _keyHeaders = keyHeaders;
        _proxyCredentials = options.Proxy?.Credentials as ProxyCredentialSource;
        _retry = new RetryPolicy(options.Retry);

        // Both time limits are our own, so that the error can name the one that was exceeded.
        _http = new HttpClient(HttpHandlers.Create(options, BaseUri)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Where the requests go.</summary>
    public ApiAddress Address { get; }

    public Uri BaseUri => Address.BaseUri;

    /// <inheritdoc/>
    public Task<MistralResponse> SendAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        RetryAsync(
            request,
            async attempt =>
            {
                using StreamingResponse reply = await ExchangeAsync(request, attempt, progress, cancellationToken).ConfigureAwait(false);
                return new MistralResponse(request, reply.Metadata, reply.Redactor, await BufferAsync(reply).ConfigureAwait(false));
            },
            progress,
            cancellationToken);

    /// <inheritdoc/>
    public Task<StreamingResponse> OpenAsync(MistralRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        RetryAsync(request, attempt => ExchangeAsync(request, attempt, progress, cancellationToken), progress, cancellationToken);

    public void Dispose()
    {
        _closed = true;
        _http.Dispose();
    }

    private async Task<T> RetryAsync<T>(
        MistralRequest request, Func<Attempt, Task<T>> send, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        Address.Check(request);
        ApiKeySource source = request.Key is KeyKind.Api
            ? _options.KeySource
            : _options.AdminKeySource ?? throw MistralApiException.AdminKeyNeeded(request.Operation);
        Action<TimeSpan>? tellPause = progress is null ? null : delay => progress.Report(new TransportEvent.Paused(request.Operation, delay));
        int retries = 0;
        bool mayHaveExecuted = false;
        bool isOwnPause = false;
        bool isReadAgain = false;
        bool isOtherHeader = false;
        bool isProxyReadAgain = false;

        // A copy: another request may change the client's header at the same time.
        AdminKeyHeader header = _adminKeyHeader;
        while (true)
        {
            // Before the gate, because a source may need a request that waits for the gate.
            await source.RenewAsync(progress, cancellationToken).ConfigureAwait(false);
            await _gate.EnterAsync(isOwnPause ? null : tellPause, cancellationToken).ConfigureAwait(false);
            TimeSpan delay = TimeSpan.Zero;
            bool isGood = false;
            SecureString? key = null;
            NetworkCredential? proxyCredential = _proxyCredentials?.Current;
            MistralApiException? refusal = null;
            try
            {
                ThrowIfClosed();
                _options.Guard?.Check(request);
                key = await source.GetAsync(cancellationToken).ConfigureAwait(false);
                T reply = await send(new Attempt(key, header, mayHaveExecuted)).ConfigureAwait(false);
                isGood = true;
                if (isOtherHeader)
                {
                    _adminKeyHeader = header;
                }

                return reply;
            }
            catch (MistralApiException e) when (e.Kind is MistralErrorKind.Authentication && key is not null && (!isReadAgain || (request.Key is KeyKind.Admin && !isOtherHeader)))
            {
                refusal = e;
            }
            catch (MistralApiException e) when (e.Kind is MistralErrorKind.ProxyAuthentication && proxyCredential is not null && !isProxyReadAgain)
            {
                refusal = e;
            }
            catch (MistralApiException e) when (_retry.Next(e, request.IsRepeatable, retries) is { } wait)
            {
                delay = wait;
                retries++;
                mayHaveExecuted |= !RetryPolicy.CannotHaveActed(e);
                isOwnPause = e.Kind is MistralErrorKind.RateLimited;
                if (isOwnPause)
                {
                    // The rate limit applies to the key, so the other requests must wait too.
                    _gate.PauseFor(delay);
                }

                progress?.Report(new TransportEvent.Retrying(request.Operation, e.Message, retries, _retry.GetMaximum(e), delay));
                if (isOwnPause)
                {
                    continue;
                }
            }
            finally
            {
                _gate.Leave(isGood);
            }

            if (refusal is null)
            {
                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (refusal.Kind is MistralErrorKind.ProxyAuthentication)
            {
                isProxyReadAgain = true;
                if (!await _proxyCredentials!.RefreshAsync(proxyCredential!, progress, cancellationToken).ConfigureAwait(false))
                {
                    ExceptionDispatchInfo.Capture(refusal).Throw();
                }

                progress?.Report(new TransportEvent.ProxyCredentialChanged(request.Operation, _proxyCredentials.Description));
                continue;
            }

            // The key may have been changed in its storage. Reading it may wait for a request that needs the gate,
            // so this request must leave it first.
            if (!isReadAgain)
            {
                isReadAgain = true;
                if (!SecureStringConverter.AreEqual(key, await source.RefreshAsync(key!, progress, cancellationToken).ConfigureAwait(false)))
                {
                    progress?.Report(new TransportEvent.KeyChanged(request.Operation, source.Description));
                    continue;
                }
            }

            if (request.Key is not KeyKind.Admin || isOtherHeader)
            {
                ExceptionDispatchInfo.Capture(refusal).Throw();
            }

            // Servers expect different headers for an Admin API key.
            isOtherHeader = true;
            header = GetOther(header);
            progress?.Report(new TransportEvent.KeyHeaderChanged(request.Operation, header));
        }
    }

    private static AdminKeyHeader GetOther(AdminKeyHeader header) => header is AdminKeyHeader.Bearer ? AdminKeyHeader.XApiKey : AdminKeyHeader.Bearer;

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new MistralApiException(MistralErrorKind.Closed, $"The connection to {HostName.Of(BaseUri)} has been closed.") { NothingSent = true };
        }
    }

    private async Task<StreamingResponse> ExchangeAsync(
        MistralRequest request, Attempt attempt, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        string? plain = SecureStringConverter.ToText(attempt.Key);
        KeyRedactor redactor = new(attempt.Key, Address.Secrets.Count == 0 ? request.Secrets : [.. request.Secrets, .. Address.Secrets]);
        Uri uri = Address.GetUri(request);
        if (plain?.Length >= MinCheckedKeyLength && uri.OriginalString.AsSpan().Contains(plain.AsSpan(), StringComparison.OrdinalIgnoreCase))
        {
            throw MistralApiException.InvalidArgument(
                "The address of the request contains the API key, and servers log addresses. The request was not sent. Check whether two arguments are swapped.");
        }

        for (int redirects = 0; ; redirects++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            HttpResponseMessage response = await SendAsync(request, uri, plain, attempt.AdminKeyHeader, redactor, cancellationToken).ConfigureAwait(false);
            TimeLimitedStream? body = null;
            try
            {
                ReplyMetadata metadata = ReplyMetadata.From(response, redactor);
                _gate.SetRemaining(metadata.RateLimit.HasNoEntitlement ? null : metadata.RateLimit.RequestRemaining);
                progress?.Report(new TransportEvent.Answered(
                    request.Operation, metadata.StatusCode, watch.Elapsed, metadata.CorrelationId, metadata.ModelDeprecation));

                if (IsRedirect(response))
                {
                    uri = Redirect(uri, response.Headers.Location!, metadata.StatusCode, request, redirects, redactor);
                    response.Dispose();
                    continue;
                }

                if (attempt.MayBeDone && request.Method == "DELETE" && metadata.StatusCode is 404 or 410)
                {
                    // An earlier try deleted the object, but its response was lost.
                    return new StreamingResponse(request, metadata, Stream.Null, redactor, response);
                }

                body = new TimeLimitedStream(
                    await OpenBodyAsync(response, cancellationToken).ConfigureAwait(false), request.Operation, _options.OperationTimeout, cancellationToken);
                if (!response.IsSuccessStatusCode)
                {
                    throw await ReadErrorAsync(request, metadata, body, redactor).ConfigureAwait(false);
                }

                return new StreamingResponse(request, metadata, body, redactor, response) { Length = response.Content?.Headers.ContentLength };
            }
            catch
            {
                body?.Dispose();
                response.Dispose();
                throw;
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        MistralRequest request, Uri uri, string? key, AdminKeyHeader adminKeyHeader, KeyRedactor redactor, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.OperationTimeout);
        using HttpRequestMessage message = new(new HttpMethod(request.Method), uri);
        Stopwatch watch = Stopwatch.StartNew();

        // The server doesn't respond while a long body is sent, so the idle timeout restarts with each part of the body.
        void RestartIdleTimeout()
        {
            try
            {
                limit.CancelAfter(_options.OperationTimeout);
            }
            catch (ObjectDisposedException)
            {
                // The server responded before it received the complete body.
            }
        }

        try
        {
            // The framework retries a request without content if a connection breaks. This must not happen if the request isn't
            // repeatable, or for DELETE, because the second response would be taken for the first.
            bool isPlain = request.IsRepeatable && request.Method != "DELETE";
            message.Content = request.Body?.CreateContent(RestartIdleTimeout) ?? (isPlain ? null : new ByteArrayContent([]));
            AddHeaders(message.Headers, request);
            if (key is not null)
            {
                _keyHeaders.Add(message.Headers, request, key, Address.ApiKeyHeader, adminKeyHeader);
            }

            Task<HttpResponseMessage> reply = _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
#if NETFRAMEWORK
            await WaitOrAbandonAsync(reply, limit.Token).ConfigureAwait(false);
#endif
            return await reply.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfClosed();
            throw limit.IsCancellationRequested
                ? TransportFailure.IdleTimeout(request.Operation, _options.OperationTimeout, TransportFailure.FindAddress(HttpHandlers.FindProxy(_options, BaseUri), uri))
                : TransportFailure.ConnectTimeout(request.Operation, uri, HttpHandlers.FindProxy(_options, BaseUri), _options.ConnectionTimeout);
        }
        catch (Exception e) when (TransportFailure.IsNetwork(e) || (e is ObjectDisposedException && _closed))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfClosed();
            IWebProxy? proxy = HttpHandlers.FindProxy(_options, BaseUri);
            MistralApiException failure = TransportFailure.From(e, request.Operation, uri, proxy, redactor, _options.ClientCertificate is not null);

            // If a proxy doesn't respond, the framework's error doesn't say that it was a timeout.
            throw failure.NothingSent && failure.Kind is MistralErrorKind.Connection && watch.Elapsed >= _options.ConnectionTimeout - s_timerResolution
                ? TransportFailure.ConnectTimeout(request.Operation, uri, proxy, _options.ConnectionTimeout)
                : failure;
        }
        finally
        {
            KeyHeaders.Remove(message.Headers, Address.ApiKeyHeader);
        }
    }

#if NETFRAMEWORK
    // Not every runtime cancels the opening of a connection, so the wait ends without it.
    private static async Task WaitOrAbandonAsync(Task<HttpResponseMessage> reply, CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => left.TrySetResult(true)))
        {
            if (await Task.WhenAny(reply, left.Task).ConfigureAwait(false) == reply)
            {
                return;
            }
        }

        _ = reply.ContinueWith(
            static late =>
            {
                if (late.Status is TaskStatus.RanToCompletion)
                {
                    late.Result.Dispose();
                }
                else
                {
                    _ = late.Exception;
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        cancellationToken.ThrowIfCancellationRequested();
    }
#endif

    private void AddHeaders(HttpRequestHeaders headers, MistralRequest request)
    {
        // Only .NET Framework would first send "Expect: 100-continue" and wait, and few servers support that.
        headers.ExpectContinue = false;
        _ = headers.TryAddWithoutValidation("Accept", request.Accept);
        _ = headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        foreach (KeyValuePair<string, string> header in _options.Headers)
        {
            _ = headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    private static bool IsRedirect(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    // Returns the new address. The method stays the same.
    private Uri Redirect(Uri from, Uri location, int status, MistralRequest request, int redirects, KeyRedactor redactor)
    {
        string? refusal = null;
        if (!Uri.TryCreate(from, location, out Uri? target))
        {
            refusal = $"The server pointed to '{location.OriginalString}', which isn't a valid address.";
        }
        else if (!HostValidator.IsSameHost(target, BaseUri))
        {
            refusal = $"The server redirected to another address, {HostName.ToAuthority(target)}. The key was not sent to it.";
        }
        else if (redirects >= MaxRedirects)
        {
            refusal = $"The server redirected more than {MaxRedirects} times.";
        }
        else if (status is not (307 or 308) && request.Method is not ("GET" or "HEAD"))
        {
            // Browsers would send a GET without the body, which the caller did not request.
            refusal = $"The server responded to {request.Method} with a redirect ({status}) that would drop the request body.";
        }

        return refusal is null
            ? target!
            : throw new MistralApiException(MistralErrorKind.RedirectRefused, redactor.Hide(refusal)!) { StatusCode = status, Operation = request.Operation };
    }

    private static async Task<Stream> OpenBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
#if NETFRAMEWORK
        cancellationToken.ThrowIfCancellationRequested();
        return response.Content is null ? Stream.Null : await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#else
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
    }

    private async Task<MistralApiException> ReadErrorAsync(MistralRequest request, ReplyMetadata metadata, Stream body, KeyRedactor redactor)
    {
        ErrorReply error;
        try
        {
            // Error bodies of the API are short. A longer one is a page.
            error = ErrorReply.Read(await BoundedBody.ReadAsync(body, MaxErrorSize).ConfigureAwait(false), redactor, metadata.ContentType);
        }
        catch (MistralApiException)
        {
            // The status is enough if the body is truncated.
            error = ErrorReply.Read([], redactor);
        }

        return ApiErrors.Create(request, metadata, error, _options, BaseUri);
    }

    /// <param name="Key">The key to send; null for no key.</param>
    /// <param name="AdminKeyHeader">The header in which an Admin API key is sent.</param>
    /// <param name="MayBeDone">Whether an earlier try may have executed the request.</param>
    private readonly record struct Attempt(SecureString? Key, AdminKeyHeader AdminKeyHeader, bool MayBeDone);

    private static async Task<byte[]> BufferAsync(StreamingResponse reply)
    {
        // A body whose Content-Length exceeds the limit isn't read.
        if (!(reply.Length > MaxResponseSize) && await BoundedBody.ReadAsync(reply.Body, MaxResponseSize).ConfigureAwait(false) is { } body)
        {
            return body;
        }

        throw reply.CreateFailure(
            MistralErrorKind.InvalidResponse,
            $"The response is longer than {MaxResponseSize >> 30} GiB, the limit for responses in memory.",
            cause: ErrorCause.LongResponse);
    }
}
