using System.Management.Automation;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralLibrary", SupportsShouldProcess = true)]
[OutputType("Mistral.Library")]
[Operation("POST", "/v1/libraries", Output = typeof(LibraryResource), Action = "Create the library")]
public sealed class NewMistralLibraryCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [ValidateSet("User", "Workspace")]
    [Body("owner_type")]
    public string? OwnerType { get; set; }
}
