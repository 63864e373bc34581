
namespace Mistral.PowerShell.Operations;

/// <summary>How a query carries more than one value.</summary>
public enum QueryForm
{
    /// <summary>A list repeats the key.</summary>
    Repeated,

    /// <summary>The value is JSON, as the metadata of agents and conversations.</summary>
    Json,

    /// <summary>Each entry of a map is a key of its own, as the metadata of batch jobs.</summary>
    Exploded,
}
