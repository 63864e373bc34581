using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The members of the organization, its workspaces and its groups: the bulk operations.</summary>
internal sealed class MemberRoutes(ListStore lists)
{
    private const string Workspace = "/v1/admin/workspaces/{workspace_uuid}";
    private const string Group = "/v1/admin/user-groups/{group_uuid}";

    public IEnumerable<Route> All =>
    [
        new("POST", "/v1/admin/users", Create),
        new("POST", "/v1/admin/users-invite", Invite),
        new("GET", "/v1/admin/roles", _ => Roles()),
        new("POST", Workspace + "/add-users", call => InWorkspace(call, added => Reply.Json(new { added_members_count = added.Count(isNew => isNew) }))),
        new("PATCH", Workspace + "/users", call => InWorkspace(call, added => Reply.Json(new
        {
            added_members_count = added.Count(isNew => isNew),
            updated_members_count = added.Count(isNew => !isNew),
        }))),
        new("DELETE", Workspace + "/remove-users", Leave),
        new("POST", Group + "/members", call => InGroup(call, id => AddMembers(call, id))),
        new("DELETE", Group + "/members", call => InGroup(call, id => RemoveMembers(call, id))),
        new("GET", Group + "/nested", call => InGroup(call, id => Reply.Json(new { children = Children(id) }))),
        new("PATCH", Group + "/nested", call => InGroup(call, id => Nest(call, id))),
        new("PATCH", Group + "/organization-role", call => InGroup(call, id => SetRole(call, id))),
        new("POST", "/v1/admin/user-groups/provision-workspace", Provision),
    ];

    private Reply Create(ApiCall call)
    {
        var refused = new List<string>();
        var made = new Dictionary<string, string>();
        foreach (var user in call.Body.EnumerateArray())
        {
            var email = user.GetProperty("email").GetString()!;
            if (!AdminLists.IsEmail(email) || UserOf(email) is not null)
            {
                refused.Add(email);
                continue;
            }

            var added = lists.Add(AdminLists.Users, item =>
            {
                item["email"] = email;
                item["first_name"] = user.GetProperty("first_name").GetString();
                item["last_name"] = user.GetProperty("last_name").GetString();
                item["name"] = $"{item["first_name"]} {item["last_name"]}";
            });
            made[email] = (string)added["uuid"]!;
        }

        return Reply.Json(new { invalid_emails = refused, email_to_user_id = made });
    }

    private Reply Invite(ApiCall call)
    {
        var emails = call.Body.GetProperty("email").GetString()!.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var invalid = emails.Where(email => !AdminLists.IsEmail(email)).ToArray();
        var members = emails.Where(email => UserOf(email) is not null).ToArray();
        var invited = emails.Except(invalid).Except(members).ToArray();
        foreach (var email in invited)
        {
            lists.Add(AdminLists.Invitations, item => item["email"] = email);
        }

        return Reply.Json(new { invalid_emails = invalid, already_members = members, invited_members_count = invited.Length });
    }

    private static Reply Roles() => Reply.Json(new
    {
        workspace_roles = new[] { Role("workspace_admin", 0), Role("workspace_contributor", 1) },
        organization_roles = new[] { Role("organization_admin", 2), Role("member", 3), Role("billing_manager", 4) },
    });

    private static object Role(string name, int index) =>
        new { name, uuid = Seed.Uuid("/v1/admin/roles", index), description = "May do what a " + name + " does.", is_custom_role = false };

    private Reply InWorkspace(ApiCall call, Func<bool[], Reply> answer)
    {
        var id = call.PathValue("workspace_uuid");
        if (lists.Find(ListCatalogue.WorkspaceList, id) is not { } workspace)
        {
            return ErrorReply.NotFound();
        }

        var added = new List<bool>();
        foreach (var user in Uuids(call.Body.GetProperty("members")))
        {
            lists.Change(AdminLists.Users, user, held =>
            {
                var workspaces = held["workspaces"]!.AsArray();
                var isNew = workspaces.All(item => (string?)item!["uuid"] != id);
                added.Add(isNew);
                if (isNew)
                {
                    workspaces.Add(AdminLists.Membership(new TenantWorkspace(id, (string)workspace["name"]!)));
                }
            });
        }

        return answer([.. added]);
    }

    private Reply Leave(ApiCall call)
    {
        var id = call.PathValue("workspace_uuid");
        var stay = new List<string>();
        var count = 0;
        foreach (var user in Uuids(call.Body.GetProperty("members")))
        {
            var removed = 0;
            lists.Change(AdminLists.Users, user, held => removed = held["workspaces"]!.AsArray().RemoveAll(item => (string?)item!["uuid"] == id));
            count += removed;
            if (removed == 0)
            {
                stay.Add(user);
            }
        }

        return Reply.Json(new { deleted_members_count = count, not_deleted_members = stay });
    }

    private static IEnumerable<string> Uuids(JsonElement members) => members.EnumerateArray().Select(member => member.GetProperty("user_uuid").GetString()!);

    private JsonObject? UserOf(string email) => lists.Items(AdminLists.Users).FirstOrDefault(user => string.Equals((string?)user["email"], email, StringComparison.OrdinalIgnoreCase));

    private Reply InGroup(ApiCall call, Func<string, Reply> answer)
    {
        var id = call.PathValue("group_uuid");
        return lists.Find(AdminLists.Groups, id) is null ? ErrorReply.NotFound() : answer(id);
    }

    private static string MembersOf(string group) => AdminLists.GroupMembers.Path.Replace("{group_uuid}", group, StringComparison.Ordinal);

    private Reply AddMembers(ApiCall call, string group)
    {
        foreach (var id in call.Body.GetProperty("user_uuids").EnumerateArray().Select(id => id.GetString()!))
        {
            var user = lists.Find(AdminLists.Users, id);
            lists.Add(AdminLists.GroupMembers, member =>
            {
                member["user_uuid"] = id;
                member["name"] = (string?)user?["name"];
                member["email"] = (string?)user?["email"];
            }, MembersOf(group));
        }

        return Reply.Empty(204);
    }

    private Reply RemoveMembers(ApiCall call, string group)
    {
        foreach (var id in call.Body.GetProperty("user_uuids").EnumerateArray())
        {
            lists.Remove(AdminLists.GroupMembers, new JsonObject { ["user_uuid"] = id.GetString() }, MembersOf(group));
        }

        return Reply.Empty(204);
    }

    private IEnumerable<object> Children(string group) => lists.Items(AdminLists.Groups)
        .Where(child => child["parent_group_ids"]!.AsArray().Any(parent => (string?)parent == group))
        .Select(child => new { uuid = (string?)child["uuid"], name = (string?)child["name"] });

    private Reply Nest(ApiCall call, string group)
    {
        var wanted = call.Body.GetProperty("child_group_uuids").EnumerateArray().Select(id => id.GetString()).ToHashSet();
        foreach (var id in lists.Items(AdminLists.Groups).Select(child => (string)child["uuid"]!))
        {
            lists.Change(AdminLists.Groups, id, child =>
            {
                var parents = child["parent_group_ids"]!.AsArray();
                parents.RemoveAll(parent => (string?)parent == group);
                if (wanted.Contains(id))
                {
                    parents.Add((JsonNode)group);
                }
            });
        }

        return Reply.Empty(204);
    }

    private Reply SetRole(ApiCall call, string group)
    {
        lists.Change(AdminLists.Groups, group, item => item["organization_role"] = call.Body.GetProperty("organization_role").GetString());
        return Reply.Empty(204);
    }

    private Reply Provision(ApiCall call) =>
        lists.Find(AdminLists.Groups, call.Body.GetProperty("user_group_uuid").GetString()!) is null
        || lists.Find(ListCatalogue.WorkspaceList, call.Body.GetProperty("workspace_uuid").GetString()!) is null
            ? ErrorReply.NotFound()
            : Reply.Empty(204);
}
