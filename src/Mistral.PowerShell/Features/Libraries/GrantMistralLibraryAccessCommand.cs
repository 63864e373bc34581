using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsSecurity.Grant, "MistralLibraryAccess", SupportsShouldProcess = true)]
[OutputType("Mistral.LibraryAccess")]
[Operation("PUT", "/v1/libraries/{library_id}/share", Output = LibraryAccess.TypeName, Supplies = ["share_with_type"], Action = "Give access to the library")]
public sealed class GrantMistralLibraryAccessCommand : LibraryAccessCommand
{
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateSet("Viewer", "Editor")]
    [Alias("Level")]
    [Body("level")]
    public string? Role { get; set; }

    private protected override string Subject => $"{CreateBody()["level"]} for {base.Subject}";

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) => [LibraryAccess.Create(reply)];
}
