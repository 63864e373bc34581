using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>The base of cmdlets that change the access to a library.</summary>
public abstract class LibraryAccessCommand : OperationCommand
{
    private const string UserSet = "User";
    private const string WorkspaceSet = "Workspace";
    private const string OrganizationSet = "Organization";

    private protected LibraryAccessCommand()
    {
    }

    /// <summary>The library's id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<LibraryResource>))]
    [Id(typeof(LibraryResource))]
    [Path("library_id")]
    public string? LibraryId { get; set; }

    /// <summary>The id of a user.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = UserSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserResource>))]
    [Id(typeof(UserResource))]
    [Alias("UserUuid")]
    [Body("share_with_uuid")]
    public string? UserId { get; set; }

    /// <summary>The id of a workspace.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = WorkspaceSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Alias("WorkspaceUuid")]
    [Body("share_with_uuid")]
    public string? WorkspaceId { get; set; }

    /// <summary>The id of the organization.</summary>
    // Not from the pipeline: workspaces and users have an OrganizationId too, but must not stand for the organization.
    [Parameter(Mandatory = true, ParameterSetName = OrganizationSet)]
    [ValidateNotNullOrEmpty]
    [Body("share_with_uuid")]
    public string? OrganizationId { get; set; }

    // The user, workspace or organization that gets or loses the access.
    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [ParameterSetName switch
    {
        WorkspaceSet => Describe(ResourceAttribute.Of(typeof(WorkspaceResource)), WorkspaceId!, path),
        OrganizationSet => $"organization {OrganizationId}",
        _ => Describe(ResourceAttribute.Of(typeof(UserResource)), UserId!, path),
    }];

    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        (body["share_with_type"], body["share_with_uuid"]) = ParameterSetName switch
        {
            WorkspaceSet => ("Workspace", WorkspaceId),
            OrganizationSet => ("Org", OrganizationId),

            // PowerShell still reports a parameter of an earlier pipeline object as bound.
            _ => ("User", UserId),
        };
        return body;
    }
}
