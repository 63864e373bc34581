using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;

namespace Mistral.Client.Tests;

/// <summary>Replies for a <see cref="RawServer"/>.</summary>
internal static class RawReply
{
    public const string JsonType = "application/json";

    /// <summary>A complete response. Without a content type, the header is not sent. Headers have the form <c>Name: value</c>.</summary>
    public static Func<RawExchange, Task> Of(int status, string body, string? contentType = JsonType, params string[] headers) =>
        Of(status, Encoding.UTF8.GetBytes(body), contentType, headers);

    public static Func<RawExchange, Task> Of(int status, byte[] body, string? contentType = JsonType, params string[] headers) => async exchange =>
    {
        byte[] head = Encoding.UTF8.GetBytes(Head(status, body.Length, contentType, headers));
        await exchange.SendAsync([.. head, .. body]);
    };

    public static Func<RawExchange, Task> Json(string body) => Of(200, body);

    /// <summary>A response with a Content-Length that is larger than its body.</summary>
    public static Func<RawExchange, Task> CutOff(int status, string body, string? contentType = JsonType) => async exchange =>
    {
        await exchange.SendAsync(Head(status, Encoding.UTF8.GetByteCount(body) + 1000, contentType, []) + body);
        exchange.Cut();
    };

    /// <summary>A response whose body does not end while the client waits.</summary>
    public static Func<RawExchange, Task> Stalled(int status, string body, string? contentType = JsonType) => async exchange =>
    {
        await exchange.SendAsync(Head(status, Encoding.UTF8.GetByteCount(body) + 1000, contentType, []) + body);
        await exchange.WaitForLeavingAsync();
    };

    /// <summary>No response; the connection is closed.</summary>
    public static Func<RawExchange, Task> CutBeforeHeaders { get; } = exchange =>
    {
        exchange.Cut();
        return Task.CompletedTask;
    };

    /// <summary>No response; the connection stays open.</summary>
    public static Func<RawExchange, Task> Silence { get; } = exchange => exchange.WaitForLeavingAsync();

    /// <summary>A complete event stream.</summary>
    public static Func<RawExchange, Task> Events(string text, string contentType = "text/event-stream") => Of(200, text, contentType);

    private static string Head(int status, int length, string? contentType, string[] headers) => string.Concat(
        $"HTTP/1.1 {status.ToString(CultureInfo.InvariantCulture)} {(HttpStatusCode)status}\r\n",
        contentType is null ? string.Empty : $"Content-Type: {contentType}\r\n",
        $"Content-Length: {length.ToString(CultureInfo.InvariantCulture)}\r\n",
        string.Concat(headers.Select(header => header + "\r\n")) + "\r\n");
}
