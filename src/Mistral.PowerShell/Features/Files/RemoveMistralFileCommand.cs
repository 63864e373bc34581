using System.Management.Automation;
using Mistral.PowerShell.Features.Files;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralFile", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/files/{file_id}", Action = "Delete the file", SuppressOutput = true)]
public sealed class RemoveMistralFileCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<FileResource>))]
    [Id(typeof(FileResource))]
    [Alias("FileId")]
    [Path("file_id")]
    public string? Id { get; set; }
}
