namespace Mistral.PowerShell;

/// <summary>Where inference takes place.</summary>
public enum MistralRegion
{
    /// <summary>Anywhere: <c>https://api.mistral.ai</c>.</summary>
    Global,

    /// <summary>The EU and EFTA: <c>https://api.eu.mistral.ai</c>. No agents, batches or files.</summary>
    EU,

    /// <summary>The United States: <c>https://api.us.mistral.ai</c>. No agents, batches or files.</summary>
    US,
}
