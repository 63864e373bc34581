using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkspace", SupportsPaging = true)]
[OutputType("Mistral.Workspace")]
[Operation("GET", "/v1/admin/workspaces", Output = typeof(WorkspaceResource), Items = "items", Paging = PageStyle.PageFromOne, Key = KeyKind.Admin)]
public sealed class GetMistralWorkspaceCommand : OperationCommand
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<WorkspaceResource>))]
    [Query("search", IsPattern = true)]
    public string[]? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Alias("WorkspaceId")]
    [Select("uuid")]
    public string? Id { get; set; }

    [Parameter]
    [Query("is_archived")]
    public SwitchParameter IncludeArchived { get; set; }
}
