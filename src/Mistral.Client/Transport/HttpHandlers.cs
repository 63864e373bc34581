using System;
using System.Net;
using System.Net.Http;
using System.Security.Authentication;

namespace Mistral.Client.Transport;

/// <summary>Sets the framework's HTTP up in one way on both frameworks: no redirects, no cookies, TLS 1.2 or later.</summary>
internal static class HttpHandlers
{
    public static HttpMessageHandler Create(MistralClientOptions options, Uri baseUri)
    {
        bool useProxy = UsesProxy(options, baseUri);

#if NETFRAMEWORK
        HttpClientHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            MaxConnectionsPerServer = 256,
            UseProxy = useProxy,
        };

        if (!IsMono)
        {
            handler.SslProtocols = SslProtocols.Tls12;
        }

        if (useProxy && options.Proxy is not null)
        {
            handler.Proxy = options.Proxy;
        }

        return handler;
#else
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate | DecompressionMethods.Brotli,
            ConnectTimeout = options.ConnectionTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),

            // Who leaves a stream early wants it to end now; only a rest that is on its way already is worth a wait.
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
            UseProxy = useProxy,
            Proxy = options.Proxy,

            // Tracing headers of another library's are not ours to send.
            ActivityHeadersPropagator = null,
        };
        handler.SslOptions.EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        handler.SslOptions.RemoteCertificateValidationCallback = CertificateCheck.Validate;
        return handler;
#endif
    }

    /// <summary>Gets the proxy that requests go through: the connection's, else the system's; null for none.</summary>
    public static IWebProxy? FindProxy(MistralClientOptions options, Uri baseUri) => !UsesProxy(options, baseUri)
        ? null
#if NETFRAMEWORK
        : options.Proxy ?? WebRequest.DefaultWebProxy;
#else
        : options.Proxy ?? HttpClient.DefaultProxy;
#endif

    // A proxy would carry the key of plain HTTP in the clear, and this machine needs none.
    private static bool UsesProxy(MistralClientOptions options, Uri baseUri) =>
        options.UseProxy && !(baseUri.IsLoopback && baseUri.Scheme == Uri.UriSchemeHttp);

#if NETFRAMEWORK
    private static bool IsMono => Type.GetType("Mono.Runtime") is not null;
#endif
}
