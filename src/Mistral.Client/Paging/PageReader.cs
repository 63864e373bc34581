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

/// <summary>Reads a list page by page. A page is requested only when the caller has consumed the items before it.</summary>
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
    /// <param name="style">The paging style of the operation.</param>
    /// <param name="items">The field of the response that holds the items; null for a bare array or the only array in the response.</param>
    public PageReader(IRequestSender sender, MistralRequest first, PageStyle style, string? items)
    {
        _sender = sender;
        _first = first;
        _style = style;
        _items = items;
    }

    /// <summary>The number of items to skip at the beginning. Whole pages are skipped on the server if pages have numbers.</summary>
    public ulong Skip { get; set; }

    /// <summary>Awaited before each further page. It completes when all items so far have left the queues.</summary>
    public Func<Task>? WaitForConsumer { get; set; }

    /// <summary>The number of items of all pages, once a response has said so.</summary>
    public long? Total { get; private set; }

    /// <summary>Whether the server has reported more items than could be read.</summary>
    public bool HasUnreadItems { get; private set; }

    /// <summary>Reads the items of all pages.</summary>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">A page failed, or the server returned the same page twice.</exception>
    public async IAsyncEnumerable<JsonElement> ReadAsync(IProgress<TransportEvent>? progress, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (string? sizeName, string? positionName) = GetNames();
        long size = Math.Max(GetNumber(sizeName) ?? PageSize, 1);
        long first = _style is PageStyle.PageFromOne ? 1 : 0;
        long position = GetNumber(positionName) ?? first;
        long skip = (long)Math.Min(Skip, long.MaxValue / 2);

        // Servers accept 32-bit numbers only, and no list is longer.
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
                // Entries with the same time are on the next page too.
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
                // A list may return a token, whatever its style is.
                (tokenName, cursor) = (positionName is not null && token.Parameters.Contains(positionName) ? positionName : token.Parameters[0], token.Value);
            }

            bool last = items.Length == 0
                || (tokenName is null && (_style is PageStyle.None
                    || (IsNumbered ? page.IsLast(size, taken) : cursor is null)
                    || (_style is PageStyle.Before && items.Length < size)));
            if (last)
            {
                HasUnreadItems = tokenName is not null || page.HasMore is true || (_style is not PageStyle.Before && page.Total > taken);
                yield break;
            }

            CheckIsNew(items, cursor, fresh, request, isToken: tokenName is not null);
            if (WaitForConsumer is not null)
            {
                await WaitForConsumer().ConfigureAwait(false);
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

        // In ascending order, the next page starts after the last entry.
        PageStyle.Before => ("limit", Get("sort") == "ascending" ? "after" : "before"),
        _ => (null, null),
    };

    private MistralRequest CreateRequest(string? sizeName, long size, string? positionName, string? position)
    {
        MistralRequest request = PageRequest.Create(_first, sizeName, positionName, GetNames().Position);
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

    private void CheckIsNew(JsonElement[] items, string? cursor, int fresh, MistralRequest request, bool isToken)
    {
        bool isNew = isToken ? _seen.Add(cursor!)
            : _style is PageStyle.Before ? fresh > 0
            : _seen.Add(IsNumbered ? items[0].GetRawText() : cursor!);
        if (!isNew)
        {
            throw PageContent.Repeated(request);
        }
    }

    private string? Get(string? name) => PageRequest.Get(_first, name);

    private long? GetNumber(string? name) => PageRequest.GetNumber(_first, name);
}
