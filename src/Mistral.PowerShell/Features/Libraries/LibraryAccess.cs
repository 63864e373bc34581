using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>Makes the objects for who has access to a library.</summary>
internal static class LibraryAccess
{
    /// <summary>
    /// Names the id after what has the access, as <c>Grant-MistralLibraryAccess</c> and <c>Revoke-MistralLibraryAccess</c> take
    /// it: UserId, WorkspaceId or OrganizationId. The API has one field for all, and two that it is about to drop.
    /// </summary>
    public static object? Create(JsonElement sharing)
    {
        object? access = ResourceAttribute.Of(typeof(LibraryAccessResource)).Read(sharing);
        string? id = JsonFields.GetText(sharing, "share_with_uuid");
        (string? name, id) = JsonFields.GetText(sharing, "share_with_type") switch
        {
            "User" => ("UserId", id ?? JsonFields.GetText(sharing, "user_id")),
            "Workspace" => ("WorkspaceId", id),
            "Org" => ("OrganizationId", id ?? JsonFields.GetText(sharing, "org_id")),
            _ => (null, id),
        };
        if (access is PSObject made && name is not null)
        {
            made.Properties.Remove("UserId");
            JsonObjects.Set(made, name, id);
        }

        return access;
    }
}
