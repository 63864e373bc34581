using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Connectors by id or name: their tools, credentials, sign-in addresses, and who can use them. Secrets are not kept.</summary>
internal sealed class ConnectorRoutes(ListStore lists)
{
    private const string One = ConnectorLists.Root + "/{connector_id}";
    private const string Credentials = One + "/{consumer_scope}/credentials";

    private static readonly string[] _scopes = ["user", "workspace", "organization"];

    public IEnumerable<Route> All =>
    [
        new("GET", One, call => With(call, connector => Reply.Json(connector))),
        new("GET", One + "/tools", call => With(call, connector => Reply.Json(ConnectorLists.Tools.Wrap(ConnectorLists.Tools.Cut(lists.Items(ConnectorLists.Tools, PathOf(ConnectorLists.Tools, connector)), call)!)))),
        new("POST", One + "/tools/{tool_name}/call", call => With(call, connector => Call(connector, call))),
        new("GET", One + "/auth_url", call => With(call, connector => Reply.Json(new { auth_url = $"https://auth.example.com/{connector["name"]}?state=1", ttl = 600 }))),
        new("GET", One + "/authentication_methods", call => With(call, _ => Reply.Json(new object[]
        {
            new { method_type = "bearer", headers = new[] { new { name = "Authorization", is_required = true, is_secret = true } }, global_headers = new { }, has_default_credentials = false },
            new { method_type = "oauth2", global_headers = new { }, has_default_credentials = true },
        }))),
        new("POST", One + "/{consumer_scope}/activate", call => With(call, connector => Change(connector, "active", true))),
        new("POST", One + "/{consumer_scope}/deactivate", call => With(call, connector => Change(connector, "active", false))),
        new("PUT", One + "/share", call => With(call, connector => Change(connector, "visibility", "shared_workspace"))),
        new("DELETE", One + "/share", call => With(call, connector => Change(connector, "visibility", "private"))),
        new("PUT", One + "/organization/share", call => With(call, connector => Change(connector, "visibility", "shared_org"))),
        new("DELETE", One + "/organization/share", call => With(call, connector => Change(connector, "visibility", "private"))),
        new("GET", Credentials, call => WithCredentials(call, path => Reply.Json(ConnectorLists.Credentials.Wrap(ConnectorLists.Credentials.Cut(lists.Items(ConnectorLists.Credentials, path), call)!)))),
        new("POST", Credentials, call => WithCredentials(call, path => Store(call, path))),
        new("PATCH", Credentials, call => WithCredentials(call, path => Store(call, path))),
        new("DELETE", Credentials, call => WithCredentials(call, path =>
        {
            foreach (var credential in lists.Items(ConnectorLists.Credentials, path))
            {
                lists.Remove(ConnectorLists.Credentials, credential, path);
            }

            return Done("Credentials deleted");
        })),
        new("DELETE", Credentials + "/{credentials_name}", call => WithCredentials(call, path => Remove(call, path))),
    ];

    private static Reply Done(string message) => Reply.Json(new { message });

    private static Reply Missing(string what) => ErrorReply.Live(404, "invalid_request_error", "1404", "Not found: " + what);

    private static string PathOf(ListResource list, JsonObject connector) => list.Path.Replace("{connector_id}", (string)connector["id"]!, StringComparison.Ordinal);

    private Reply With(ApiCall call, Func<JsonObject, Reply> answer)
    {
        var id = call.PathValue("connector_id");
        return lists.Items(ConnectorLists.Connectors).FirstOrDefault(connector => (string?)connector["id"] == id || (string?)connector["name"] == id) is { } found
            ? answer(found)
            : Missing(id);
    }

    private Reply WithCredentials(ApiCall call, Func<string, Reply> answer) => With(call, connector =>
        _scopes.Contains(call.PathValue("consumer_scope"))
            ? answer(PathOf(ConnectorLists.Credentials, connector).Replace("{consumer_scope}", call.PathValue("consumer_scope"), StringComparison.Ordinal))
            : ErrorReply.NotFound());

    private Reply Change(JsonObject connector, string field, JsonNode value)
    {
        lists.Change(ConnectorLists.Connectors, (string)connector["id"]!, held => held[field] = value.DeepClone());
        return Done("Done");
    }

    private Reply Call(JsonObject connector, ApiCall call)
    {
        var name = call.PathValue("tool_name");
        if (lists.Find(ConnectorLists.Tools, name, PathOf(ConnectorLists.Tools, connector)) is null)
        {
            return Missing(name);
        }

        var query = call.Body.TryGetProperty("arguments", out var arguments) && arguments.TryGetProperty("query", out var given) ? given.ToString() : "";
        var failed = query == "fail";
        return Reply.Json(new
        {
            content = new[] { new { type = "text", text = failed ? "The query is not valid." : $"Found 1 issue for '{query}'." } },
            metadata = new { mcp_meta = new { isError = failed, structuredContent = new { count = 1 } } },
        });
    }

    private Reply Store(ApiCall call, string path)
    {
        var body = call.Body;
        var name = body.GetProperty("name").GetString()!;
        void Set(JsonObject credential)
        {
            credential["name"] = name;
            credential["title"] = body.TryGetProperty("title", out var title) ? title.GetString() : credential["title"]?.DeepClone();
            credential["authentication_type"] = body.TryGetProperty("credentials", out var content) && content.TryGetProperty("oauth", out _) ? "oauth2" : "bearer";
            credential["scope"] = call.PathValue("consumer_scope") is "organization" ? "org" : call.PathValue("consumer_scope");
            credential["status"] = new JsonObject { ["status_type"] = "valid" };
            credential["is_default"] = body.TryGetProperty("is_default", out var isDefault) ? isDefault.ValueKind is JsonValueKind.True : credential["is_default"]?.DeepClone() ?? true;
        }

        _ = lists.Change(ConnectorLists.Credentials, name, Set, path) ?? lists.Add(ConnectorLists.Credentials, Set, path);
        return Done("Credentials stored");
    }

    private Reply Remove(ApiCall call, string path)
    {
        var name = call.PathValue("credentials_name");
        if (lists.Find(ConnectorLists.Credentials, name, path) is not { } found)
        {
            return Missing(name);
        }

        lists.Remove(ConnectorLists.Credentials, found, path);
        return Done("Credentials deleted");
    }
}
