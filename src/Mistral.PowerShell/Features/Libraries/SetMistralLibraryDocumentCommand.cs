using System;
using System.Collections;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralLibraryDocument", SupportsShouldProcess = true)]
[OutputType("Mistral.LibraryDocument")]
[Operation("PATCH", "/v1/libraries/{library_id}/documents/{document_id}", Output = typeof(LibraryDocumentResource), Action = "Change the document of the library")]
public sealed class SetMistralLibraryDocumentCommand : LibraryDocumentOperationCommand
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [AllowNull]
    [Body("attributes")]
    [ObjectToDictionary]
    public IDictionary? Attribute { get; set; }

    [Parameter]
    [AllowNull]
    [Body("expires_at")]
    public DateTimeOffset? ExpiresOn { get; set; }
}
