using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.ApiKeys;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralApiKey", SupportsPaging = true, DefaultParameterSetName = NameSet)]
[OutputType("Mistral.ApiKey")]
[Operation("GET", "/v1/admin/api-keys", Output = typeof(ApiKeyResource), Items = "keys", Paging = PageStyle.Offset, Key = KeyKind.Admin)]
public sealed class GetMistralApiKeyCommand : OperationCommand
{
    private const string NameSet = "Name";
    private const string SearchSet = "Search";

    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Query("name", IsPattern = true)]
    public string[]? Name { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = SearchSet)]
    [ValidateNotNullOrEmpty]
    [Query("name")]
    public string? Search { get; set; }
}
