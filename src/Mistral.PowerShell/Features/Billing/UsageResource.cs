using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Billing;

/// <summary>A row of the usage report.</summary>
[Resource(
    "Mistral.Usage",
    "Day", "WorkspaceId", "Api", "Model", "Kind", "Quantity", "QuantityPaid", "UnitPrice", "Cost", "Currency")]
internal sealed class UsageResource;
