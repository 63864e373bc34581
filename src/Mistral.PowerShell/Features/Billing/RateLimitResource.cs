using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Billing;

/// <summary>The rate limits of a model.</summary>
[Resource("Mistral.RateLimit")]
internal sealed class RateLimitResource;
