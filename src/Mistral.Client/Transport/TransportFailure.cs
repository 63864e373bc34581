using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
#if NET
using System.Text.RegularExpressions;
#endif
using Mistral.Client.Authentication;

namespace Mistral.Client.Transport;

/// <summary>Converts exceptions of the framework to ours. The originals are not kept, because they may contain the request.</summary>
internal static class TransportFailure
{
    public static MistralApiException IdleTimeout(string operation, TimeSpan limit, Uri? proxy = null) => new(
        MistralErrorKind.Timeout,
        string.Format(
            CultureInfo.InvariantCulture,
            "The server{0} sent no data for {1:0.###} seconds, the operation timeout.",
            proxy is null ? string.Empty : $" or the proxy {HostName.WithPort(proxy)}",
            limit.TotalSeconds))
    {
        Operation = operation,
    };

    public static MistralApiException Truncated(string operation, long received) => new(
        MistralErrorKind.Connection,
        $"The connection broke after {received} bytes of the response.")
    {
        Operation = operation,
    };

    public static MistralApiException DecompressionFailed(string operation) => new(
        MistralErrorKind.InvalidResponse,
        "The response is marked as compressed but can't be decompressed.")
    {
        Operation = operation,
    };

    public static MistralApiException ConnectTimeout(string operation, Uri uri, IWebProxy? proxy, TimeSpan limit) => new(
        MistralErrorKind.Timeout,
        string.Format(
            CultureInfo.InvariantCulture,
            "Connecting to {0}{1} took longer than {2:0.###} seconds, the connection timeout.",
            HostName.WithPort(uri),
            FindAddress(proxy, uri) is { } address ? $" through the proxy {HostName.WithPort(address)}" : string.Empty,
            limit.TotalSeconds))
    {
        Operation = operation,
        NothingSent = true,
    };

    public static MistralApiException From(Exception cause, string operation, Uri uri, IWebProxy? proxy, KeyRedactor redactor, bool hasClientCertificate = false)
    {
        string host = HostName.WithPort(uri);
        if (GetCertificateProblem(cause) is { } problem)
        {
            return new MistralApiException(MistralErrorKind.Certificate, redactor.Hide($"The certificate of {host} was refused: {problem}.")!)
            {
                Operation = operation,
                NothingSent = true,
            };
        }

        if (ClientCertificateAlert.IsIn(cause))
        {
            return new MistralApiException(MistralErrorKind.ClientCertificate, redactor.Hide($"{host} {(hasClientCertificate ? "refused the client certificate" : "requires a client certificate")}: {Explain(cause)}")!)
            {
                Operation = operation,
                NothingSent = true,
            };
        }

        if (GetProxyStatus(cause) is { } status)
        {
            bool asksForCredentials = status is 407;
            return new MistralApiException(
                asksForCredentials ? MistralErrorKind.ProxyAuthentication : MistralErrorKind.Connection,
                asksForCredentials ? DescribeAuthentication(proxy?.Credentials) : $"The proxy refused to connect to {host} (HTTP {status}).")
            {
                StatusCode = asksForCredentials ? status : null,
                Operation = operation,
                NothingSent = true,
                MaximumRetryCount = status >= 500 ? null : 0,
                IsCredentialRefused = asksForCredentials && proxy?.Credentials is not null,
            };
        }

        bool nothingSent = NothingSent(cause);
        bool isTls = Find<AuthenticationException>(cause) is not null;
        if (nothingSent && IsUnconnected(cause) && FindAddress(proxy, uri) is { } address)
        {
            host = $"the proxy {HostName.WithPort(address)}";
        }

        string message = (isTls, nothingSent) switch
        {
            (true, _) => $"Can't set up TLS with {host}: {Explain(cause)} The port may use plain HTTP.",
            (_, true) => $"Can't connect to {host}: {Explain(cause)}",
            _ => $"The connection to {host} broke: {Explain(cause)}{(IsNotHttp(cause) ? " The port may use TLS, or a protocol other than HTTP." : string.Empty)}",
        };
        return new MistralApiException(MistralErrorKind.Connection, redactor.Hide(message)!)
        {
            Operation = operation,
            NothingSent = nothingSent,

            // The same error is likely on each retry.
            MaximumRetryCount = isTls || IsUnreachable(cause) ? 1 : null,
        };
    }

    /// <summary>Gets the address of the proxy for an address; null if it is reached directly.</summary>
    public static Uri? FindAddress(IWebProxy? proxy, Uri uri) => proxy?.IsBypassed(uri) is false ? proxy.GetProxy(uri) : null;

    private static string DescribeAuthentication(ICredentials? credentials) => credentials switch
    {
        null => "The proxy requires credentials (HTTP 407).",
        ProxyCredentialSource source => $"The proxy refused the credential in {source.Description} (HTTP 407).",
        _ when credentials == CredentialCache.DefaultCredentials => "The proxy refused the default credentials (HTTP 407).",
        _ => "The proxy refused the credential (HTTP 407).",
    };

    // The innermost message names the cause; the outer ones say "see inner exception".
    private static string Explain(Exception cause)
    {
        Exception innermost = cause;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        return UserInfo.Remove(innermost.Message.Trim().TrimEnd('.')) + ".";
    }

    private static bool IsUnreachable(Exception cause) =>
        Find<SocketException>(cause)?.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NoData
#if NETFRAMEWORK
        || Find<WebException>(cause)?.Status is WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure
#endif
        ;

#if NETFRAMEWORK
    private static string? GetCertificateProblem(Exception cause) =>
        Find<WebException>(cause)?.Status is WebExceptionStatus.TrustFailure ? "the system doesn't trust it for this host" : null;

    private static int? GetProxyStatus(Exception cause) =>
        Find<WebException>(cause)?.Response is HttpWebResponse { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } ? 407 : null;

    private static bool NothingSent(Exception cause) => IsUnconnected(cause)
        || Find<WebException>(cause)?.Status is WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure
        || Find<AuthenticationException>(cause) is not null;

    // With a proxy, our only connection is the one to the proxy.
    private static bool IsUnconnected(Exception cause) => Find<WebException>(cause)?.Status
        is WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure or WebExceptionStatus.ConnectFailure
        || Find<SocketException>(cause)?.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable;

    private static bool IsNotHttp(Exception cause) => Find<WebException>(cause)?.Status is WebExceptionStatus.ServerProtocolViolation;
#else
    private static string? GetCertificateProblem(Exception cause) => Find<CertificateRefusedException>(cause)?.Message;

    private static int? GetProxyStatus(Exception cause) => Find<HttpRequestException>(cause) is { HttpRequestError: HttpRequestError.ProxyTunnelError } failure
        ? (int?)failure.StatusCode ?? ReadStatus(failure.Message)
        : null;

    // .NET 8 has the status only in the message.
    private static int? ReadStatus(string message) =>
        Regex.Match(message, @"status code '(\d{3})'", RegexOptions.CultureInvariant) is { Success: true } match
            ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    private static bool NothingSent(Exception cause) => Find<HttpRequestException>(cause)?.HttpRequestError
        is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;

    // With a proxy, our only connection is the one to the proxy.
    private static bool IsUnconnected(Exception cause) => Find<HttpRequestException>(cause)?.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError;

    private static bool IsNotHttp(Exception cause) => Find<HttpRequestException>(cause)?.HttpRequestError is HttpRequestError.InvalidResponse;
#endif

    private static T? Find<T>(Exception cause)
        where T : Exception
    {
        for (Exception? e = cause; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }

    public static bool IsNetwork(Exception e) => e is HttpRequestException or IOException or WebException or SocketException;
}
