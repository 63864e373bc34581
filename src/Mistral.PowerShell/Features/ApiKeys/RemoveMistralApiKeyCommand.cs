using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.ApiKeys;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralApiKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/admin/api-keys/{key_id}", Key = KeyKind.Admin, Action = "Revoke the API key, which nobody can use from then on", SuppressOutput = true)]
public sealed class RemoveMistralApiKeyCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ApiKeyResource>))]
    [Id(typeof(ApiKeyResource))]
    [Alias("KeyId")]
    [Path("key_id")]
    public string? Id { get; set; }
}
