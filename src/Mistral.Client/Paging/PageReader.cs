using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Json;

namespace Mistral.Client;

/// <summary>Reads a list page by page, each page only when the items before it have been taken.</summary>
public sealed class PageReader
{
    private const int PageSize = 100;

    // The parameter of a page token depends on the path.
    private static readonly (string Field, string? Parameter)[] s_tokens =
    [
        ("next_page_token", null),
        ("nextPageToken", "pageToken"),
        ("next_cursor", "cursor"),
        ("next_token", "next_token"),
    ];

    private readonly IRequestSender _sender;
    private readonly MistralRequest _first;
    private readonly string? _items;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private PageStyle _style;

    /// <param name="sender">Sends the requests.</param>
    /// <param name="first">The request for the first page; a page size in its query is kept.</param>
    /// <param name="style">How the operation gives pages.</param>
    /// <param name="items">The reply's field that holds the items; null for a bare array or the only array in the reply.</param>
    public PageReader(IRequestSender sender, MistralRequest first, PageStyle style, string? items)
    {
        _sender = sender;
        _first = first;
        _style = style;
        _items = items;
    }

    /// <summary>How many items to leave out at the beginning. Where pages have numbers, the server leaves out whole ones.</summary>
    public ulong Skip { get; set; }

    /// <summary>Waited for before each further page: that the items so far have been taken out of every queue on their way.</summary>
    public Func<Task>? WhenTaken { get; set; }

    /// <summary>How many items there are in all, once a reply has said so.</summary>
    public long? Total { get; private set; }

    /// <summary>Whether the style is a guess from the path, so that the replies may show another one.</summary>
    public bool IsGuess { get; init; }

    /// <summary>Whether the server has said that there is more than could be read.</summary>
    public bool HasUnread { get; private set; }

    /// <summary>Reads the items of all pages.</summary>
    /// <param name="progress">Is told what happens on the wire.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    /// <exception cref="MistralApiException">A page failed, or the server gave one twice.</exception>
    public async IAsyncEnumerable<JsonElement> ReadAsync(IProgress<TransportEvent>? progress, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (string? sizeName, string? positionName) = GetNames();
        long size = Math.Max(GetNumber(sizeName) ?? PageSize, 1);
        long first = _style is PageStyle.PageFromOne ? 1 : 0;
        long position = GetNumber(positionName) ?? first;
        long skip = (long)Math.Min(Skip, long.MaxValue / 2);

        // A number that no server takes is not sent: there the list is long at its end.
        long most = Math.Min(skip, int.MaxValue - size);
        long skipped = _style is PageStyle.Offset ? most : IsNumbered ? most / size : 0;
        position += skipped;
        skip -= _style is PageStyle.Offset ? skipped : skipped * size;
        string? cursor = Get(positionName);
        long taken = _style is PageStyle.Offset ? position : (position - first) * size;
        _seen.Clear();
        string? tokenName = null;
        int usual = 0;
        while (true)
        {
            MistralRequest request = tokenName is not null
                ? CreateRequest(sizeName, size, tokenName, cursor)
                : CreateRequest(sizeName, size, positionName, IsNumbered ? position.ToString(CultureInfo.InvariantCulture) : cursor);
            MistralResponse reply = await _sender.SendAsync(request, progress, cancellationToken).ConfigureAwait(false);
            JsonElement page = reply.ReadJson();
            JsonElement[] items = GetItems(page, request);
            Total = GetTotal(page) ?? Total;

            int fresh = 0;
            foreach (JsonElement item in items)
            {
                // Entries of the same instant come again on the next page.
                if (_style is not PageStyle.Before || _seen.Add(GetText(item, "log_id") ?? item.GetRawText()))
                {
                    fresh++;
                    if (skip > 0)
                    {
                        skip--;
                        continue;
                    }

                    yield return item;
                }
            }

            taken += items.Length;
            cursor = GetNext(page, items);
            tokenName = null;
            if (cursor is null && (IsGuess || _style is not PageStyle.None) && FindToken(page) is { } token)
            {
                (tokenName, cursor) = token;
            }
            else if (IsGuess && _style is PageStyle.Page && HasOffset(page))
            {
                // The items so far are those before the offset.
                _style = PageStyle.Offset;
                (sizeName, positionName) = GetNames();
                position = taken - items.Length;
            }

            usual = Math.Max(usual, items.Length);
            bool last = items.Length == 0
                || (tokenName is null && (_style is PageStyle.None
                    || (IsNumbered ? IsLast(page, items.Length, IsGuess && _style is PageStyle.Offset ? usual : size, taken) : cursor is null)
                    || (_style is PageStyle.Before && items.Length < size)));
            if (last)
            {
                HasUnread = tokenName is not null || HasMore(page) is true || (_style is not PageStyle.Before && GetTotal(page) > taken);
                yield break;
            }

            CheckIsNew(items, cursor, fresh, request, isToken: tokenName is not null);
            if (WhenTaken is not null)
            {
                await WhenTaken().ConfigureAwait(false);
            }

            position += _style is PageStyle.Offset ? items.Length : 1;
        }
    }

    // What the server says counts more than a short page: it may give fewer items at a time than it was asked for.
    private static bool IsLast(JsonElement page, int count, long size, long taken) =>
        HasMore(page) is { } more ? !more
        : GetTotal(page) is { } total ? taken >= total
        : count < size;

    private bool IsNumbered => _style is PageStyle.Page or PageStyle.PageFromOne or PageStyle.Offset;

    private (string? Size, string? Position) GetNames() => _style switch
    {
        PageStyle.Page or PageStyle.PageFromOne => ("page_size", "page"),
        PageStyle.Offset => ("limit", "offset"),
        PageStyle.PageToken => ("page_size", "page_token"),
        PageStyle.CamelPageToken => ("pageSize", "pageToken"),
        PageStyle.Cursor => ("page_size", "cursor"),

        // The other way round, the list goes on after the last entry.
        PageStyle.Before => ("limit", Get("sort") == "ascending" ? "after" : "before"),
        _ => (null, null),
    };

    private MistralRequest CreateRequest(string? sizeName, long size, string? positionName, string? position)
    {
        MistralRequest request = new(_first.Method, _first.Path) { Body = _first.Body, Accept = _first.Accept, IsRepeatable = _first.IsRepeatable, Key = _first.Key };
        string? ownPosition = GetNames().Position;
        foreach (KeyValuePair<string, string> pair in _first.Query.Where(p => p.Key != sizeName && p.Key != positionName && p.Key != ownPosition))
        {
            request.Query.Add(pair);
        }

        if (sizeName is not null)
        {
            request.Query.Add(new(sizeName, size.ToString(CultureInfo.InvariantCulture)));
        }

        if (positionName is not null && position is not null)
        {
            request.Query.Add(new(positionName, position));
        }

        return request;
    }

    private JsonElement[] GetItems(JsonElement page, MistralRequest request)
    {
        JsonElement list = page;
        if (page.ValueKind is JsonValueKind.Object)
        {
            list = _items is not null
                ? page.TryGetProperty(_items, out JsonElement named) ? named : default
                : page.EnumerateObject().Select(p => p.Value).FirstOrDefault(v => v.ValueKind is JsonValueKind.Array);
        }

        return list.ValueKind switch
        {
            JsonValueKind.Array => [.. list.EnumerateArray()],
            JsonValueKind.Null => [],

            // Version 2 of the API leaves out what is empty.
            JsonValueKind.Undefined when _style is PageStyle.CamelPageToken => [],
            _ => throw Invalid($"The response has no list{(_items is null ? string.Empty : $" in its field '{_items}'")}.", request),
        };
    }

    // A server that gives the same page again and again must not be followed for ever.
    private void CheckIsNew(JsonElement[] items, string? cursor, int fresh, MistralRequest request, bool isToken)
    {
        bool isNew = isToken ? _seen.Add(cursor!)
            : _style is PageStyle.Before ? fresh > 0
            : _seen.Add(IsNumbered ? items[0].GetRawText() : cursor!);
        if (!isNew)
        {
            throw Invalid("The server gives the same page again and again.", request);
        }
    }

    private static MistralApiException Invalid(string message, MistralRequest request) =>
        new(MistralErrorKind.InvalidResponse, message) { Operation = request.Operation };

    private string? GetNext(JsonElement page, JsonElement[] items) => _style switch
    {
        PageStyle.PageToken => GetText(page, "next_page_token"),
        PageStyle.CamelPageToken => GetText(page, "nextPageToken"),
        PageStyle.Cursor => GetText(LenientJson.GetMember(page, "pagination"), "next_cursor") ?? GetText(page, "next_cursor"),
        PageStyle.Before => items.Length == 0 ? null : GetText(items[items.Length - 1], "created_at"),
        _ => null,
    };

    // Any list may tell where it goes on, whatever its path suggests.
    private (string Name, string Value)? FindToken(JsonElement page)
    {
        foreach (JsonElement holder in (JsonElement[])[page, LenientJson.GetMember(page, "pagination")])
        {
            foreach ((string field, string? parameter) in s_tokens)
            {
                if (GetText(holder, field) is { } token)
                {
                    return (parameter ?? PageStyles.GetTokenParameter(_first.Path), token);
                }
            }
        }

        return null;
    }

    private static bool HasOffset(JsonElement page) =>
        LenientJson.GetMember(page, "offset").ValueKind is JsonValueKind.Number && LenientJson.GetMember(page, "limit").ValueKind is JsonValueKind.Number;

    private static long? GetTotal(JsonElement page)
    {
        JsonElement total = LenientJson.GetMember(page, "total");
        if (total.ValueKind is JsonValueKind.Undefined)
        {
            total = LenientJson.GetMember(LenientJson.GetMember(page, "pagination"), "total_items");
        }

        return total.ValueKind is JsonValueKind.Number && total.TryGetInt64(out long number) ? number : null;
    }

    private static bool? HasMore(JsonElement page) => ReadFlag(LenientJson.GetMember(LenientJson.GetMember(page, "pagination"), "has_more")) ?? ReadFlag(LenientJson.GetMember(page, "has_more"));

    private static bool? ReadFlag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static string? GetText(JsonElement holder, string name)
    {
        JsonElement value = LenientJson.GetMember(holder, name);
        string? text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : text;
    }

    private string? Get(string? name) => _first.Query.Where(p => p.Key == name).Select(p => p.Value).FirstOrDefault();

    private long? GetNumber(string? name) =>
        long.TryParse(Get(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;
}
