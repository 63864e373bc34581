using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace Mistral.Client;

/// <summary>Failures below the API: turned into our exception without keeping the framework's, which may hold the request.</summary>
internal static class TransportFailure
{
    public static MistralApiException Silence(string operation, TimeSpan limit) => new(
        MistralErrorKind.Timeout,
        string.Format(CultureInfo.InvariantCulture, "The server has sent nothing for {0:0.###} seconds, the operation's time limit.", limit.TotalSeconds))
    {
        Operation = operation,
    };

    public static MistralApiException Cut(string operation, long received) => new(
        MistralErrorKind.Connection,
        $"The connection broke after {received} bytes of the reply.")
    {
        Operation = operation,
    };

    public static MistralApiException Damaged(string operation) => new(
        MistralErrorKind.InvalidResponse,
        "The reply says that it is compressed, and can't be unpacked.")
    {
        Operation = operation,
    };

    public static MistralApiException ConnectTimeout(string operation, Uri uri, TimeSpan limit) => new(
        MistralErrorKind.Timeout,
        string.Format(CultureInfo.InvariantCulture, "Connecting to {0} took longer than {1:0.###} seconds, the connection's time limit.", uri.Host, limit.TotalSeconds))
    {
        Operation = operation,
        NothingSent = true,
    };

    public static MistralApiException From(Exception cause, string operation, Uri uri, KeyMask mask)
    {
        if (StatusOfProxy(cause) is 407)
        {
            return new MistralApiException(MistralErrorKind.ProxyAuthentication, "The proxy asks for credentials.")
            {
                StatusCode = 407,
                Operation = operation,
                NothingSent = true,
            };
        }

        bool nothingSent = NothingSent(cause);
        return new MistralApiException(
            MistralErrorKind.Connection,
            (nothingSent ? $"Can't connect to {uri.Host}: " : $"The connection to {uri.Host} broke: ") + mask.Hide(Explain(cause)))
        {
            Operation = operation,
            NothingSent = nothingSent,
        };
    }

    // The innermost message is the one that names the cause; those around it say "see inner exception".
    private static string Explain(Exception cause)
    {
        Exception innermost = cause;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        return innermost.Message.Trim().TrimEnd('.') + ".";
    }

#if NETFRAMEWORK
    private static int? StatusOfProxy(Exception cause) =>
        Find<WebException>(cause)?.Response is HttpWebResponse { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } ? 407 : null;

    private static bool NothingSent(Exception cause) => Find<WebException>(cause)?.Status
        is WebExceptionStatus.NameResolutionFailure
        or WebExceptionStatus.ProxyNameResolutionFailure
        or WebExceptionStatus.ConnectFailure
        or WebExceptionStatus.TrustFailure
        or WebExceptionStatus.SecureChannelFailure
        || Find<SocketException>(cause)?.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable
        || Find<System.Security.Authentication.AuthenticationException>(cause) is not null;
#else
    private static int? StatusOfProxy(Exception cause) =>
        Find<HttpRequestException>(cause) is { HttpRequestError: HttpRequestError.ProxyTunnelError, StatusCode: HttpStatusCode.ProxyAuthenticationRequired } ? 407 : null;

    private static bool NothingSent(Exception cause) => Find<HttpRequestException>(cause)?.HttpRequestError
        is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;
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
