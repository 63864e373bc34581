
namespace Mistral.PowerShell.Operations;

/// <summary>How a query contains several values.</summary>
public enum QueryForm
{
    /// <summary>The key is repeated for each value of a list.</summary>
    Repeated,

    /// <summary>The value is JSON, as for the metadata of agents and conversations.</summary>
    Json,

    /// <summary>Each entry of a map has its own key, as for the metadata of batch jobs.</summary>
    Exploded,
}
