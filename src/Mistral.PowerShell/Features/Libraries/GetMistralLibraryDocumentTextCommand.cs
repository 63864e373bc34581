using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralLibraryDocumentText")]
[OutputType(typeof(string))]
[Operation("GET", "/v1/libraries/{library_id}/documents/{document_id}/text_content")]
public sealed class GetMistralLibraryDocumentTextCommand : LibraryDocumentOperationCommand
{
    [Parameter]
    [Query("page_start")]
    public int? PageStart { get; set; }

    [Parameter]
    [Query("page_end")]
    public int? PageEnd { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        [JsonFields.GetText(reply, "text") ?? throw new MistralApiException(MistralErrorKind.InvalidResponse, "The response doesn't contain the text of the document.")];
}
