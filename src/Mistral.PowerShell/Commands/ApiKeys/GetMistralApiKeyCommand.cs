using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralApiKey", SupportsPaging = true)]
[OutputType("Mistral.ApiKey")]
[Operation("GET", "/v1/admin/api-keys", Output = "Mistral.ApiKey", Items = "keys", Paging = PageStyle.Offset, Key = KeyKind.Admin)]
public sealed class GetMistralApiKeyCommand : OperationCommand
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [Query("name")]
    public string? Name { get; set; }
}
