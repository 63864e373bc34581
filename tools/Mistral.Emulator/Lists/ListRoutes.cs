using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Serves every list of the catalogue that has no routes of its own.</summary>
internal sealed class ListRoutes(ListStore store)
{
    private const string Id = "/{id}";

    // Parameters of pages and orders.
    private static readonly string[] _known = ["page", "page_size", "order_by", "created_after", "created_by_me"];

    public IEnumerable<Route> All => ListCatalogue.All.Where(list => !list.HasOwnRoutes).SelectMany(RoutesOf);

    private IEnumerable<Route> RoutesOf(ListResource list)
    {
        yield return new Route("GET", list.Path, call => Below(list, call, path => Page(list, path, call)));
        if (list.Created is { } created)
        {
            yield return new Route("POST", list.Path, call => Below(list, call, path => created(Add(list, call.Body, path))));
        }

        var itemPath = list.ItemPath ?? list.Path;
        if (itemPath.Length == 0)
        {
            yield break;
        }

        if (list.HasItems)
        {
            yield return new Route("GET", itemPath + Id, call => With(list, call, (item, _) => Reply.Json(item)));
        }

        if (list.Changed is { } changed)
        {
            yield return new Route("PATCH", itemPath + Id, call => With(list, call, (item, path) =>
                changed(store.Change(list, (string)item[list.IdField]!, held => Fill(held, call.Body), path)!)));
        }

        if (list.Removed is { } removed)
        {
            yield return new Route("DELETE", itemPath + Id, call => With(list, call, (item, path) =>
            {
                store.Remove(list, item, path);
                return removed(item);
            }));
        }
    }

    // A new item has no content.
    private JsonObject Add(ListResource list, JsonElement body, string path)
    {
        var item = store.Add(list, added => Fill(added, body), path);
        foreach (var inner in ListCatalogue.All.Where(other => other.Path.StartsWith(list.Path + "/{", StringComparison.Ordinal)))
        {
            store.SetCount(inner.Path.Replace(inner.Path.Split('/').First(part => part.StartsWith('{')), item[list.IdField]!.ToString(), StringComparison.Ordinal), 0);
        }

        return item;
    }

    /// <summary>Sets the fields of an item that the request contains.</summary>
    public static void Fill(JsonObject item, JsonElement body)
    {
        foreach (var field in body.EnumerateObject().Where(field => item.ContainsKey(field.Name)))
        {
            item[field.Name] = JsonNode.Parse(field.Value.GetRawText());
        }
    }

    private Reply Page(ListResource list, string path, ApiCall call)
    {
        var items = store.Items(list, path).Where(item => IsWanted(list, item, call)).ToList();
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
            && list.HoldingJson.All(name => call.Text(name) is not { } json || Holds(item[name], JsonNode.Parse(json)!.AsObject()))
            && (list.Spread is not { } field || call.Names.Except(_known).Except(list.EqualTo.Keys).All(name => Equals((string?)item[field]?[name], call.Text(name))))
            && list.Containing.All(filter => call.Text(filter.Key) is not { } part || Text(item, filter.Value).Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private static bool Holds(JsonNode? held, JsonObject wanted) =>
        wanted.All(entry => held is JsonObject fields && JsonNode.DeepEquals(fields[entry.Key], entry.Value));

    private static string Text(JsonObject item, string field) => item[field]?.ToString() ?? "";

    // A list in an item, such as the members of a group, exists as long as the item.
    private Reply Below(ListResource list, ApiCall call, Func<string, Reply> answer)
    {
        var place = list.Path.IndexOf("/{", StringComparison.Ordinal);
        if (place < 0)
        {
            return answer(list.Path);
        }

        var name = list.Path[(place + 2)..list.Path.IndexOf('}', StringComparison.Ordinal)];
        var id = call.PathValue(name);
        var owner = ListCatalogue.All.First(other => other.Path == list.Path[..place]);
        return store.Find(owner, id) is null ? Missing(id) : answer(list.Path.Replace("{" + name + "}", id, StringComparison.Ordinal));
    }

    private Reply With(ListResource list, ApiCall call, Func<JsonObject, string, Reply> answer) => Below(list, call, path =>
    {
        var id = call.PathValue("id");
        return store.Find(list, id, path) is { } item ? answer(item, path) : Missing(id);
    });

    private static Reply Missing(string id) => ErrorReply.Live(404, "invalid_request_error", "1404", $"No object with id '{id}'");
}
