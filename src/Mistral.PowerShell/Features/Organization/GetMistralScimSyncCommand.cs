using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralScimSync")]
[OutputType("Mistral.ScimSync")]
[Operation("GET", "/v1/admin/scim/sync/{run_id}", Output = typeof(ScimSyncResource), Key = KeyKind.Admin)]
public sealed class GetMistralScimSyncCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("RunId")]
    [Path("run_id")]
    public string? Id { get; set; }
}
