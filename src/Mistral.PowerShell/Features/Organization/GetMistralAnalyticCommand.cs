using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralAnalytic")]
[OutputType("Mistral.Analytic")]
[Operation("GET", Work + "/usage/by_user_stats", Output = typeof(AnalyticResource), Items = "data", Case = nameof(AnalyticReport.WorkUser), Key = KeyKind.Admin)]
[Operation("GET", Work + "/usage/by_agent_stats", Output = typeof(AnalyticResource), Items = "data", Case = nameof(AnalyticReport.WorkAgent), Key = KeyKind.Admin)]
[Operation("GET", Work + "/usage/by_time_stats", Output = typeof(AnalyticResource), Items = "data", Case = nameof(AnalyticReport.WorkTime), Key = KeyKind.Admin)]
[Operation("GET", Code + "/usage/by_workspace", Output = typeof(AnalyticResource), Case = nameof(AnalyticReport.CodeWorkspace), Key = KeyKind.Admin)]
[Operation("GET", Code + "/usage/by_organization", Output = typeof(AnalyticResource), Case = nameof(AnalyticReport.CodeOrganization), Key = KeyKind.Admin)]
public sealed class GetMistralAnalyticCommand : OperationCommand
{
    // The two products that have reports.
    private const string Work = "/v1/admin/analytics/vibe/work";
    private const string Code = "/v1/admin/analytics/vibe/code";

    [Parameter(Mandatory = true, Position = 0)]
    public AnalyticReport Report { get; set; }

    [Parameter]
    [Alias("Start")]
    [Query("start_time", IsUnixTime = true, IsAlways = true)]
    public DateTimeOffset After { get; set; } = DateTimeOffset.Now.AddDays(-30);

    [Parameter]
    [Alias("End")]
    [Query("end_time", IsUnixTime = true, IsAlways = true)]
    public DateTimeOffset Before { get; set; } = DateTimeOffset.Now;

    [Parameter]
    [ValidateSet("hour", "day", "week", "month")]
    [Query("granularity", Case = nameof(AnalyticReport.WorkTime))]
    public string? Granularity { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Query("workspace_id", Case = nameof(AnalyticReport.CodeWorkspace))]
    public string? WorkspaceId { get; set; }

    private protected override string OperationCase => Report.ToString();

    // The reports on Work are one list. Each report on Code is in a field with its name.
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) => operation.Items is not null
        ? base.GetObjects(reply, operation)
        : reply.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.Array).SelectMany(list => list.Value.EnumerateArray().Select(item =>
        {
            PSObject row = (PSObject)operation.Resource!.Read(item)!;
            JsonObjects.Set(row, "Series", JsonObjects.GetName(list.Name));
            return row;
        }));
}
