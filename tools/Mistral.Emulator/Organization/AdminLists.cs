using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The lists of the organization: users, invitations, groups and the contents of groups.</summary>
internal static class AdminLists
{
    private const string UserPath = "/v1/admin/users";
    private const string InvitePath = "/v1/admin/users-invite";
    private const string GroupPath = "/v1/admin/user-groups";
    private const string GroupMemberPath = GroupPath + "/{group_uuid}/members";
    private const string GroupWorkspacePath = GroupPath + "/{group_uuid}/workspaces";

    private static readonly string[] _groupNames = ["Engineering", "Support", "Research"];

    public static ListResource Users { get; } = new(UserPath, User, Paging.Numbered(1, 25), page => Numbered(page, "members", new JsonObject { ["invites"] = new JsonArray() }))
    {
        Count = 3,
        IdField = "uuid",
        Changed = user => Reply.Json(user),
        Removed = _ => Reply.Json(new { message = "User deleted" }),
        EqualTo = new Dictionary<string, string> { ["email"] = "email" },
    };

    public static ListResource Invitations { get; } = new(InvitePath, Invitation, (items, _) => new ListPage(items, items.Count, 0, items.Count, null), page => page.ToArray())
    {
        Count = 1,
        IdField = "invite_uuid",
        HasItems = false,
        Removed = _ => Reply.Json(new { message = "Invitation deleted" }),
    };

    public static ListResource Groups { get; } = new(GroupPath, Group, Paging.Numbered(1, 25), page => Numbered(page, "items", []))
    {
        Count = 3,
        IdField = "uuid",
        Created = group => Reply.Json(group),
        Changed = group => Reply.Json(group),
        Removed = _ => Reply.Empty(204),
        Containing = new Dictionary<string, string> { ["search"] = "name" },
    };

    public static ListResource GroupMembers { get; } = new(GroupMemberPath, GroupMember, Paging.Numbered(1, 25), page => Numbered(page, "members", []))
    {
        Count = 2,
        IdField = "user_uuid",
        ItemPath = "",
    };

    public static ListResource GroupWorkspaces { get; } = new(GroupWorkspacePath, GroupWorkspace, Paging.Numbered(1, 25), page => Numbered(page, "items", []))
    {
        Count = 1,
        IdField = "workspace_uuid",
        HasItems = false,
        Created = _ => Reply.Empty(201),
        Changed = _ => Reply.Empty(204),
        Removed = _ => Reply.Empty(204),
    };

    public static IReadOnlyList<ListResource> All { get; } = [Users, Invitations, Groups, GroupMembers, GroupWorkspaces];

    /// <summary>Whether a text can be an email address.</summary>
    public static bool IsEmail(string text) => text.Split('@') is [{ Length: > 0 }, { Length: > 0 } host] && host.Contains('.', System.StringComparison.Ordinal);

    private static JsonObject Numbered(ListPage page, string items, JsonObject wrapped)
    {
        wrapped[items] = page.ToArray();
        wrapped["total"] = page.Total;
        wrapped["page"] = page.Page;
        wrapped["page_size"] = page.Size;
        return wrapped;
    }

    private static string Number(int index) => index.ToString("D4", CultureInfo.InvariantCulture);

    private static JsonObject User(int index)
    {
        var known = Tenant.Users.ElementAtOrDefault(index);
        var first = known?.FirstName ?? "User";
        var last = known?.LastName ?? Number(index);
        return new()
        {
            ["uuid"] = known?.Id ?? Seed.Uuid(UserPath, index),
            ["oid_id"] = null,
            ["name"] = first + " " + last,
            ["email"] = known?.Email ?? "user-" + Number(index) + "@example.com",
            ["is_sso_outsider"] = false,
            ["workspaces"] = new JsonArray(index < 2 ? [Membership(Tenant.Workspace(0))] : []),
            ["subscriptions"] = new JsonArray(),
            ["raw_roles"] = new JsonArray(index == 0 ? "A" : "M"),
            ["raw_role"] = index == 0 ? "A" : "M",
            ["subscription_types"] = new JsonArray(),
            ["created_at"] = Seed.Stamp(index),
            ["first_name"] = first,
            ["last_name"] = last,
        };
    }

    public static JsonObject Membership(TenantWorkspace workspace) => new()
    {
        ["uuid"] = workspace.Id,
        ["name"] = workspace.Name,
        ["is_default"] = false,
        ["raw_roles"] = new JsonArray("M"),
        ["raw_role"] = "M",
    };

    private static JsonObject Invitation(int index) => new()
    {
        ["invite_uuid"] = Seed.Uuid(InvitePath, index),
        ["email"] = "guest-" + Number(index) + "@example.com",
        ["roles"] = new JsonArray("M"),
        ["role"] = "M",
    };

    private static JsonObject Group(int index) => new()
    {
        ["uuid"] = Seed.Uuid(GroupPath, index),
        ["name"] = _groupNames.ElementAtOrDefault(index) ?? "group-" + Number(index),
        ["description"] = null,
        ["externally_managed"] = false,
        ["target_type"] = "W",
        ["organization_role"] = "member",
        ["parent_group_ids"] = new JsonArray(),
    };

    private static JsonObject GroupMember(int index)
    {
        var user = User(index);
        return new() { ["user_uuid"] = (string?)user["uuid"], ["name"] = (string?)user["name"], ["email"] = (string?)user["email"] };
    }

    private static JsonObject GroupWorkspace(int index) => new()
    {
        ["roles"] = new JsonArray(new JsonObject { ["name"] = "workspace_contributor", ["uuid"] = Seed.Uuid("/v1/admin/roles", 1) }),
        ["role_uuid"] = Seed.Uuid("/v1/admin/roles", 1),
        ["role_name"] = "workspace_contributor",
        ["workspace_uuid"] = Tenant.Workspace(index).Id,
        ["workspace_name"] = Tenant.Workspace(index).Name,
        ["created"] = Seed.Stamp(index),
    };
}
