namespace Mistral.PowerShell;

/// <summary>The region in which requests are processed.</summary>
public enum MistralRegion
{
    /// <summary>Any region: <c>https://api.mistral.ai</c>.</summary>
    Global,

    /// <summary>The EU and EFTA: <c>https://api.eu.mistral.ai</c>. No agents, batches or files.</summary>
    EU,

    /// <summary>The United States: <c>https://api.us.mistral.ai</c>. No agents, batches or files.</summary>
    US,
}
