using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Features.Billing;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralUsage")]
[OutputType("Mistral.Usage")]
[Operation("GET", "/v1/admin/usage", Output = typeof(UsageResource), Key = KeyKind.Admin)]
public sealed class GetMistralUsageCommand : OperationCommand
{
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(MonthCompleter))]
    [Query("month", DateFormat = "MM")]
    [Query("year", DateFormat = "yyyy")]
    public DateTime? Month { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Alias("Workspace")]
    [Query("workspace_id")]
    public string? WorkspaceId { get; set; }

    [Parameter]
    [ValidateSet("global", "us", "eu")]
    [Query("api_zone")]
    public string? ApiZone { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        UsageReport.Read(reply, WorkspaceId, operation.Resource!);
}
