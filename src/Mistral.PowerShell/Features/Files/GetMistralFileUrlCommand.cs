using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Files;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralFileUrl")]
[OutputType(typeof(string))]
[Operation("GET", "/v1/files/{file_id}/url")]
public sealed class GetMistralFileUrlCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<FileResource>))]
    [Id(typeof(FileResource))]
    [Alias("FileId")]
    [Path("file_id")]
    public string? Id { get; set; }

    [Parameter]
    [ValidateRange(1, 168)]
    [Query("expiry")]
    public int? ValidHours { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        [JsonFields.GetText(reply, "url") ?? throw new MistralApiException(MistralErrorKind.InvalidResponse, "The response has no URL of the file.")];
}
