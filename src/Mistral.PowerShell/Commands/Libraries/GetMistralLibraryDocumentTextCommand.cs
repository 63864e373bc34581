using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralLibraryDocumentText")]
[OutputType(typeof(string))]
[Operation("GET", "/v1/libraries/{library_id}/documents/{document_id}/text_content")]
public sealed class GetMistralLibraryDocumentTextCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<GetMistralLibraryCommand>))]
    [Id(typeof(GetMistralLibraryCommand))]
    [Path("library_id")]
    public string? LibraryId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<GetMistralLibraryDocumentCommand>))]
    [Id(typeof(GetMistralLibraryDocumentCommand))]
    [Path("document_id")]
    public string? DocumentId { get; set; }

    [Parameter]
    [Query("page_start")]
    public int? PageStart { get; set; }

    [Parameter]
    [Query("page_end")]
    public int? PageEnd { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        [JsonFields.GetText(reply, "text") ?? throw new MistralApiException(MistralErrorKind.InvalidResponse, "The reply has no text of the document.")];
}
