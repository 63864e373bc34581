using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Serves every list of the catalogue that has no routes of its own.</summary>
internal sealed class ListRoutes(ListStore store)
{
    private const string Id = "/{id}";

    public IEnumerable<Route> All => ListCatalogue.All.Where(list => !list.HasOwnRoutes).SelectMany(RoutesOf);

    private IEnumerable<Route> RoutesOf(ListResource list)
    {
        yield return new Route("GET", list.Path, call => Page(list, call));
        var itemPath = list.ItemPath ?? list.Path;
        if (itemPath.Length == 0)
        {
            yield break;
        }

        yield return new Route("GET", itemPath + Id, call => With(list, call, item => Reply.Json(item)));
        if (list.Removed is { } removed)
        {
            yield return new Route("DELETE", itemPath + Id, call => With(list, call, item =>
            {
                store.Remove(list, item);
                return removed(item);
            }));
        }
    }

    private Reply Page(ListResource list, ApiCall call)
    {
        var items = store.Items(list).Where(item => IsWanted(list, item, call)).ToList();
        if (call.Text("order_by") == "created")
        {
            items.Reverse();
        }

        if (list.Cut(items, call) is not { } page)
        {
            return ErrorReply.Live(400, "invalid_request_error", "1400", "Invalid page token");
        }

        var wrapped = list.Wrap(page);
        if (!call.Flag("include_total", otherwise: true))
        {
            wrapped["total"] = null;
        }

        return Reply.Json(wrapped);
    }

    private static bool IsWanted(ListResource list, JsonObject item, ApiCall call)
    {
        return list.EqualTo.All(filter => call.Texts(filter.Key) is not { Length: > 0 } wanted || wanted.Contains(Text(item, filter.Value)))
            && list.Containing.All(filter => call.Text(filter.Key) is not { } part || Text(item, filter.Value).Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private static string Text(JsonObject item, string field) => item[field]?.ToString() ?? "";

    private Reply With(ListResource list, ApiCall call, Func<JsonObject, Reply> answer)
    {
        var id = call.PathValue("id");
        return store.Find(list, id) is { } item
            ? answer(item)
            : ErrorReply.Live(404, "invalid_request_error", "1404", $"No object with id '{id}'");
    }
}
