using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Mistral.Emulator;

/// <summary>The only organization. Keys belong to its workspaces and users.</summary>
internal static class Tenant
{
    public const string WorkspaceList = "/v1/admin/workspaces";
    public const string OrganizationList = "/v1/users/me/organizations";

    /// <summary>The number of workspaces. A test may set another number for the list.</summary>
    public const int WorkspaceCount = 250;

    public static string Id { get; } = Seed.Uuid(OrganizationList, 0);

    public static string Name { get; } = OrganizationName(0);

    /// <summary>The two workspaces with fixed names. The others exist for paging.</summary>
    public static IReadOnlyList<TenantWorkspace> NamedWorkspaces { get; } = [Workspace(0), Workspace(1)];

    public static IReadOnlyList<TenantUser> Users { get; } =
    [
        new(Seed.Uuid("/v1/users/me", 0), "ada@example.com", "Ada", "Lovelace"),
        new(Seed.Uuid("/v1/users/me", 1), "grace@example.com", "Grace", "Hopper"),
    ];

    public static string OrganizationName(int index) => "Organization " + index.ToString(CultureInfo.InvariantCulture);

    public static TenantWorkspace Workspace(int index) => new(Seed.Uuid(WorkspaceList, index), index switch
    {
        0 => "Production",
        1 => "Development",
        _ => "workspace-" + index.ToString("D4", CultureInfo.InvariantCulture),
    });

    public static TenantWorkspace? FindWorkspace(Guid id) =>
        Enumerable.Range(0, WorkspaceCount).Select(Workspace).FirstOrDefault(workspace => workspace.Id == id.ToString());

    public static TenantUser? FindUser(Guid id) => Users.FirstOrDefault(user => user.Id == id.ToString());
}
