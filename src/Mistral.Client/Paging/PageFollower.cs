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

/// <summary>
/// Reads a list whose paging style is unknown. The first request is the caller's; the responses show how to get the next
/// pages. A page is requested only when the caller has consumed the items before it.
/// </summary>
public sealed class PageFollower
{
    private readonly IRequestSender _sender;
    private readonly MistralRequest _first;

    /// <param name="sender">Sends the requests.</param>
    /// <param name="first">The request for the first page.</param>
    public PageFollower(IRequestSender sender, MistralRequest first)
    {
        _sender = sender;
        _first = first;
    }

    /// <summary>Gets the parameter of the next page, given the number of pages and items so far; null if this form has no next page.</summary>
    private delegate KeyValuePair<string, string>? NextPage(PageContent page, long pages, long items);

    /// <summary>Awaited before each further page. It completes when all items so far have left the queues.</summary>
    public Func<Task>? WaitForConsumer { get; set; }

    /// <summary>Whether the server has reported more items than could be read.</summary>
    public bool HasUnreadItems { get; private set; }

    /// <summary>Reads the items of all pages.</summary>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">A page failed, or the server returned the same page twice.</exception>
    public async IAsyncEnumerable<JsonElement> ReadAsync(IProgress<TransportEvent>? progress, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        PageContent page = await GetAsync(_first, progress, cancellationToken).ConfigureAwait(false);
        HashSet<string?> seen = new(StringComparer.Ordinal) { GetMark(page) };
        NextPage[] forms = [.. GetForms(page)];
        string? start = GetStart(page);
        int form = 0;
        long items = 0;
        int usual = 0;
        for (long pages = 1; ; pages++)
        {
            foreach (JsonElement item in page.Items)
            {
                yield return item;
            }

            items += page.Items.Length;
            usual = Math.Max(usual, page.Items.Length);

            // A single page doesn't show the page size.
            HasUnreadItems = page.Token is not null || page.HasMore is true || page.Total > items;
            if (page.Items.Length == 0 || (page.Token is null && page.IsLast(usual, items)))
            {
                yield break;
            }

            if (WaitForConsumer is not null)
            {
                await WaitForConsumer().ConfigureAwait(false);
            }

            PageContent? next = null;
            while (next is null && form < forms.Length && forms[form](page, pages, items) is { } position)
            {
                // A token of the server must work in the last of the forms.
                bool isTrial = pages == 1 && (page.Token is null || form < forms.Length - 1);
                next = await TryGetAsync(position, isTrial, start, progress, cancellationToken).ConfigureAwait(false);
                form += next is null ? 1 : 0;
            }

            if (next is null)
            {
                yield break;
            }

            if (next.Items.Length > 0 && !seen.Add(GetMark(next)))
            {
                throw PageContent.Repeated(_first);
            }

            page = next;
        }
    }

    // The forms are tried in this order after the first page.
    private IEnumerable<NextPage> GetForms(PageContent first)
    {
        if (first.Token is { } token)
        {
            return token.Parameters.Select(name => (NextPage)((page, _, _) => page.Token is { } next ? new(name, next.Value) : null));
        }

        NextPage byOffset = (_, _, items) => new("offset", Format(items + (GetOwn("offset") ?? 0)));
        NextPage fromOne = (_, pages, _) => new("page", Format(pages + (GetOwn("page") ?? 1)));
        NextPage fromZero = (_, pages, _) => new("page", Format(pages));
        return first.HasOffset || GetOwn("offset") is not null ? [byOffset]
            : GetOwn("page") is not null ? [fromOne]
            : [fromZero, fromOne, byOffset];
    }

    private async Task<PageContent> GetAsync(MistralRequest request, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        MistralResponse response = await _sender.SendAsync(request, progress, cancellationToken).ConfigureAwait(false);
        JsonElement page = response.ReadJson();
        return PageContent.Read(page, items: null, mayLackItems: page.ValueKind is JsonValueKind.Object && !page.EnumerateObject().Any(), request);
    }

    // The server refuses an unknown parameter, or ignores it and returns the first page again.
    private async Task<PageContent?> TryGetAsync(
        KeyValuePair<string, string> position, bool isTrial, string? start, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        MistralRequest request = PageRequest.Create(_first, position.Key);
        request.Query.Add(position);
        try
        {
            PageContent page = await GetAsync(request, progress, cancellationToken).ConfigureAwait(false);
            return isTrial && GetStart(page) == start ? null : page;
        }
        catch (MistralApiException e) when (isTrial && e.Kind is MistralErrorKind.InvalidRequest)
        {
            return null;
        }
    }

    private static string? GetMark(PageContent page) => page.Token?.Value ?? GetStart(page);

    private static string? GetStart(PageContent page) => page.Items.Length == 0 ? null : page.Items[0].GetRawText();

    private static string Format(long number) => number.ToString(CultureInfo.InvariantCulture);

    private long? GetOwn(string name) => PageRequest.GetNumber(_first, name);
}
