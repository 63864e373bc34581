using System.Linq;
using System.Text.Json;
using Mistral.Client.Json;

namespace Mistral.Client.Paging;

/// <summary>The items of a page, and its data about the next page.</summary>
internal sealed class PageContent
{
    // Some lists take the token in a parameter with the same name as the field.
    private static readonly (string Field, string[] Parameters)[] s_tokens =
    [
        ("next_page_token", ["page_token", "next_page_token"]),
        ("nextPageToken", ["pageToken"]),
        ("next_cursor", ["cursor"]),
        ("next_token", ["next_token"]),
    ];

    public required JsonElement[] Items { get; init; }

    /// <summary>The number of items of all pages; null if the response doesn't say.</summary>
    public long? Total { get; private init; }

    /// <summary>Whether there are more pages; null if the response doesn't say.</summary>
    public bool? HasMore { get; private init; }

    /// <summary>The token of the next page and the parameters that may accept it; null without a token.</summary>
    public (string[] Parameters, string Value)? Token { get; private init; }

    /// <summary>Whether the response contains its own offset and limit.</summary>
    public bool HasOffset { get; private init; }

    /// <summary>Reads a page.</summary>
    /// <param name="page">The response.</param>
    /// <param name="items">The field that holds the items, such as <c>data</c> or <c>traces.results</c>; null for a bare array or the only array in the response.</param>
    /// <param name="mayLackItems">Whether an empty list may have no such field, as in version 2 of the API.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="MistralApiException">The response doesn't contain a list.</exception>
    public static PageContent Read(JsonElement page, string? items, bool mayLackItems, MistralRequest request)
    {
        // An object with the name of the resource may hold the list, its count and its cursor.
        string[] steps = items?.Split('.') ?? [];
        JsonElement inner = steps.Length > 1 ? LenientJson.GetMember(page, steps[0]) : default;
        JsonElement pagination = LenientJson.GetMember(page, "pagination");
        return new()
        {
            Items = steps.Length > 1 ? GetItems(inner, steps[1], mayLackItems: inner.ValueKind is JsonValueKind.Object, request) : GetItems(page, items, mayLackItems, request),
            Total = ReadNumber(LenientJson.GetMember(page, "total")) ?? ReadNumber(LenientJson.GetMember(pagination, "total_items")) ?? ReadNumber(LenientJson.GetMember(inner, "count")),
            HasMore = ReadFlag(LenientJson.GetMember(pagination, "has_more")) ?? ReadFlag(LenientJson.GetMember(page, "has_more")),
            Token = FindToken(pagination) ?? FindToken(page) ?? (GetText(inner, "cursor") is { } cursor ? (["cursor"], cursor) : null),
            HasOffset = LenientJson.GetMember(page, "offset").ValueKind is JsonValueKind.Number && LenientJson.GetMember(page, "limit").ValueKind is JsonValueKind.Number,
        };
    }

    /// <summary>Whether this is the last page. The server's data counts more than a short page, because a page may have fewer items than requested.</summary>
    /// <param name="size">The number of items of a full page.</param>
    /// <param name="taken">The number of items so far, including this page.</param>
    public bool IsLast(long size, long taken) =>
        HasMore is { } more ? !more
        : Total is { } total ? taken >= total
        : Items.Length < size;

    // A server may return the same page for ever.
    public static MistralApiException Repeated(MistralRequest request) => Invalid("The server returned the same page again.", request);

    public static MistralApiException Invalid(string message, MistralRequest request) =>
        new(MistralErrorKind.InvalidResponse, message) { Operation = request.Operation };

    public static string? GetText(JsonElement holder, string name)
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

    private static JsonElement[] GetItems(JsonElement page, string? items, bool mayLackItems, MistralRequest request)
    {
        JsonElement list = page;
        if (page.ValueKind is JsonValueKind.Object)
        {
            list = items is not null
                ? page.TryGetProperty(items, out JsonElement named) ? named : default
                : page.EnumerateObject().Select(p => p.Value).FirstOrDefault(v => v.ValueKind is JsonValueKind.Array);
        }

        return list.ValueKind switch
        {
            JsonValueKind.Array => [.. list.EnumerateArray()],
            JsonValueKind.Null => [],
            JsonValueKind.Undefined when mayLackItems => [],
            _ => throw Invalid($"The response doesn't contain a list{(items is null ? string.Empty : $" in its field '{items}'")}.", request),
        };
    }

    private static (string[] Parameters, string Value)? FindToken(JsonElement holder)
    {
        foreach ((string field, string[] parameters) in s_tokens)
        {
            if (GetText(holder, field) is { } token)
            {
                return (parameters, token);
            }
        }

        return null;
    }

    private static long? ReadNumber(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;

    private static bool? ReadFlag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
