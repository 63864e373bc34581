using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Mistral.Client.Paging;

/// <summary>What the requests for the pages of a list have in common.</summary>
internal static class PageRequest
{
    /// <summary>Makes the request for another page: that for the first one without some parameters.</summary>
    public static MistralRequest Create(MistralRequest first, params string?[] without)
    {
        MistralRequest request = new(first.Method, first.Path) { Body = first.Body, Accept = first.Accept, IsRepeatable = first.IsRepeatable, Key = first.Key };
        foreach (KeyValuePair<string, string> pair in first.Query.Where(p => !without.Contains(p.Key)))
        {
            request.Query.Add(pair);
        }

        return request;
    }

    /// <summary>Gets a parameter of the request for the first page; null without it.</summary>
    public static string? Get(MistralRequest first, string? name) => first.Query.Where(p => p.Key == name).Select(p => p.Value).FirstOrDefault();

    /// <inheritdoc cref="Get"/>
    public static long? GetNumber(MistralRequest first, string? name) =>
        long.TryParse(Get(first, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;
}
