using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>A row of a report on the use of Vibe. Its properties depend on the report.</summary>
[Resource("Mistral.Analytic")]
internal sealed class AnalyticResource;
