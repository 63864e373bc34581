using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The paging styles of the API.</summary>
internal static class Paging
{
    private const string TokenMark = "after:";

    /// <summary>A page number, counted from <paramref name="first"/>.</summary>
    public static PagingStyle Numbered(int first, int size) => (items, call) =>
    {
        var page = call.Number("page", first);
        var count = call.Number("page_size", size);
        return Cut(items, (page - first) * count, count, page);
    };

    public static PagingStyle Offset(int limit) => (items, call) =>
    {
        var count = call.Number("limit", limit);
        var offset = call.Number("offset", 0);
        return Cut(items, offset, count, (offset / Math.Max(count, 1)) + 1);
    };

    /// <summary>An opaque token or cursor from the previous page.</summary>
    public static PagingStyle Token(string sizeName, string tokenName, int size) => (items, call) =>
    {
        var count = call.Number(sizeName, size);
        var start = call.Text(tokenName) is { Length: > 0 } token ? Position(token) : 0;
        return start is { } at ? Cut(items, at, count, page: 0) : null;
    };

    /// <summary>A time window with a limit. Both ends are inclusive, so a client must skip items that it already has.</summary>
    public static PagingStyle Window(int limit) => (items, call) =>
    {
        var before = Time(call.Text("before")) ?? DateTimeOffset.MaxValue;
        var after = Time(call.Text("after")) ?? DateTimeOffset.MinValue;
        var inside = items
            .Select(item => (item, time: Time((string?)item["created_at"])))
            .Where(pair => pair.time <= before && pair.time >= after)
            .Select(pair => pair.item);
        return Cut(call.Text("sort") == "ascending" ? [.. inside.Reverse()] : [.. inside], 0, call.Number("limit", limit), page: 0);
    };

    private static ListPage Cut(IReadOnlyList<JsonObject> items, int start, int count, int page)
    {
        var from = Math.Max(0, start);
        var taken = items.Skip(from).Take(Math.Max(0, count)).ToList();
        var end = from + taken.Count;
        return new ListPage(taken, items.Count, page, count, end < items.Count && taken.Count > 0 ? TokenFor(end) : null);
    }

    private static string TokenFor(int position) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(TokenMark + position.ToString(CultureInfo.InvariantCulture)));

    private static int? Position(string token)
    {
        if (!Base64Url.IsValid(token))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        return text.StartsWith(TokenMark, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(TokenMark.Length), CultureInfo.InvariantCulture, out var position) ? position : null;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
