using System;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Authentication;

namespace Mistral.Client.Transport;

/// <summary>Configures the HTTP handlers of both frameworks in the same way: no redirects, no cookies, TLS 1.2 or later.</summary>
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

        if (options.ClientCertificate is { } clientCertificate)
        {
            handler.ClientCertificateOptions = ClientCertificateOption.Manual;
            _ = handler.ClientCertificates.Add(clientCertificate);
        }

        if (options.CertificateAuthorities.Count > 0)
        {
            AddedAuthorities authorities = new(options.CertificateAuthorities);
            handler.ServerCertificateCustomValidationCallback = (_, certificate, chain, errors) => errors is SslPolicyErrors.None
                || (errors is SslPolicyErrors.RemoteCertificateChainErrors && authorities.Trust(certificate, chain));
        }

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

            // A cancelled stream must end at once. Reading the rest of a response is worth at most this time.
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
            UseProxy = useProxy,
            Proxy = options.Proxy,

            // Tracing headers of other libraries must not be sent.
            ActivityHeadersPropagator = null,
        };
        handler.SslOptions.EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        handler.SslOptions.RemoteCertificateValidationCallback = new CertificateCheck(options.CertificateAuthorities).Validate;
        if (options.ClientCertificate is { } clientCertificate)
        {
            // Offline, because the framework would otherwise download missing intermediate certificates.
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(clientCertificate, [.. options.ClientCertificateChain], offline: true);
        }

        return handler;
#endif
    }

    /// <summary>Gets the proxy of the connection, else of the system; null without a proxy.</summary>
    public static IWebProxy? FindProxy(MistralClientOptions options, Uri baseUri) => !UsesProxy(options, baseUri)
        ? null
#if NETFRAMEWORK
        : options.Proxy ?? WebRequest.DefaultWebProxy;
#else
        : options.Proxy ?? HttpClient.DefaultProxy;
#endif

    // A proxy could read the key in plain HTTP, and this machine is reachable without one.
    private static bool UsesProxy(MistralClientOptions options, Uri baseUri) =>
        options.UseProxy && !(baseUri.IsLoopback && baseUri.Scheme == Uri.UriSchemeHttp);

#if NETFRAMEWORK
    private static bool IsMono => Type.GetType("Mono.Runtime") is not null;
#endif
}
