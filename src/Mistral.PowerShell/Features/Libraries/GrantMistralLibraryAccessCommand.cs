using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsSecurity.Grant, "MistralLibraryAccess", SupportsShouldProcess = true)]
[OutputType("Mistral.LibraryAccess")]
[Operation("PUT", "/v1/libraries/{library_id}/share", Output = typeof(LibraryAccessResource), Supplies = ["share_with_type"], Action = "Give access to the library")]
public sealed class GrantMistralLibraryAccessCommand : LibraryAccessCommand
{
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateSet("Viewer", "Editor")]
    [Alias("Level")]
    [Body("level")]
    public string? Role { get; set; }

    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) =>
        base.GetShouldProcessTarget(operation, path).Select(subject => $"{CreateBody()["level"]} for {subject}");

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) => [LibraryAccess.Create(reply)];
}
