using System.Management.Automation;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Update, "MistralLibraryDocument", SupportsShouldProcess = true)]
[Operation("POST", "/v1/libraries/{library_id}/documents/{document_id}/reprocess", Action = "Process the document of the library again, which is billed again")]
public sealed class UpdateMistralLibraryDocumentCommand : LibraryDocumentOperationCommand;
