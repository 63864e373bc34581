using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Billing;

/// <summary>The monthly spending limit of the organization.</summary>
[Resource("Mistral.SpendLimit")]
internal sealed class SpendLimitResource;
