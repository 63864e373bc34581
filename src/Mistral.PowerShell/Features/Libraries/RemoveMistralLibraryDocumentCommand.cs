using System.Management.Automation;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralLibraryDocument", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/libraries/{library_id}/documents/{document_id}", Action = "Delete the document from the library", SuppressOutput = true)]
public sealed class RemoveMistralLibraryDocumentCommand : LibraryDocumentOperationCommand;
