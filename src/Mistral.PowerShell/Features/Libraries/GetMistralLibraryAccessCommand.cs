using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralLibraryAccess")]
[OutputType("Mistral.LibraryAccess")]
[Operation("GET", "/v1/libraries/{library_id}/share", Output = typeof(LibraryAccessResource), Items = "data")]
public sealed class GetMistralLibraryAccessCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<LibraryResource>))]
    [Id(typeof(LibraryResource))]
    [Path("library_id")]
    public string? LibraryId { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) => [LibraryAccess.Create(reply)];
}
