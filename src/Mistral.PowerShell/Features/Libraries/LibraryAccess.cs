using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>Creates the objects for the access to a library.</summary>
internal static class LibraryAccess
{
    /// <summary>
    /// Creates an object with UserId, WorkspaceId or OrganizationId, as <c>Grant-MistralLibraryAccess</c> and
    /// <c>Revoke-MistralLibraryAccess</c> accept it. The API has one field for all, and two deprecated ones.
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
