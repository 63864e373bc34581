using System.Management.Automation;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralLibraryDocumentUrl")]
[OutputType(typeof(string))]
[Operation("GET", "/v1/libraries/{library_id}/documents/{document_id}/signed-url", Case = DocumentCase)]
[Operation("GET", "/v1/libraries/{library_id}/documents/{document_id}/extracted-text-signed-url", Case = TextCase)]
public sealed class GetMistralLibraryDocumentUrlCommand : LibraryDocumentOperationCommand
{
    private const string DocumentCase = "Document";
    private const string TextCase = "ExtractedText";

    [Parameter]
    public SwitchParameter ExtractedText { get; set; }

    private protected override string OperationCase => ExtractedText ? TextCase : DocumentCase;
}
