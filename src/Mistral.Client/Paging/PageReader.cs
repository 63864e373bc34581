using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Paging;

namespace Mistral.Client;

/// <summary>Reads a list page by page, each page only when the items before it have been taken.</summary>
public sealed class PageReader
{
    private const int PageSize = 100;

    private readonly IRequestSender _sender;
    private readonly MistralRequest _first;
    private readonly string? _items;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly PageStyle _style;

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
        while (true)
        {
            MistralRequest request = tokenName is not null
                ? CreateRequest(sizeName, size, tokenName, cursor)
                : CreateRequest(sizeName, size, positionName, IsNumbered ? position.ToString(CultureInfo.InvariantCulture) : cursor);
            MistralResponse reply = await _sender.SendAsync(request, progress, cancellationToken).ConfigureAwait(false);
            PageContent page = PageContent.Read(reply.ReadJson(), _items, mayLackItems: _style is PageStyle.CamelPageToken, request);
            JsonElement[] items = page.Items;
            Total = page.Total ?? Total;

            int fresh = 0;
            foreach (JsonElement item in items)
            {
                // Entries of the same instant come again on the next page.
                if (_style is not PageStyle.Before || _seen.Add(PageContent.GetText(item, "log_id") ?? item.GetRawText()))
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
            cursor = _style is PageStyle.Before ? items.Length == 0 ? null : PageContent.GetText(items[items.Length - 1], "created_at") : null;
            tokenName = null;
            if (_style is not (PageStyle.None or PageStyle.Before) && page.Token is { } token)
            {
                // Any list may tell where it goes on, whatever its style suggests.
                (tokenName, cursor) = (positionName is not null && token.Parameters.Contains(positionName) ? positionName : token.Parameters[0], token.Value);
            }

            bool last = items.Length == 0
                || (tokenName is null && (_style is PageStyle.None
                    || (IsNumbered ? page.IsLast(size, taken) : cursor is null)
                    || (_style is PageStyle.Before && items.Length < size)));
            if (last)
            {
                HasUnread = tokenName is not null || page.HasMore is true || (_style is not PageStyle.Before && page.Total > taken);
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

    // A server that gives the same page again and again must not be followed for ever.
    private void CheckIsNew(JsonElement[] items, string? cursor, int fresh, MistralRequest request, bool isToken)
    {
        bool isNew = isToken ? _seen.Add(cursor!)
            : _style is PageStyle.Before ? fresh > 0
            : _seen.Add(IsNumbered ? items[0].GetRawText() : cursor!);
        if (!isNew)
        {
            throw PageContent.Invalid("The server gives the same page again and again.", request);
        }
    }

    private string? Get(string? name) => _first.Query.Where(p => p.Key == name).Select(p => p.Value).FirstOrDefault();

    private long? GetNumber(string? name) =>
        long.TryParse(Get(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;
}
