using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>A row of a report on the use of Vibe, whose properties differ by report.</summary>
[Resource("Mistral.Analytic")]
internal sealed class AnalyticResource;
