using System.Collections.Generic;
using System.Text.Json;

namespace Mistral.PowerShell.AI.Registry;

/// <summary>A prompt or a skill as files have it: without versions and ids, which differ between workspaces.</summary>
internal abstract class RegistryEntry
{
    /// <summary>The name, which is the same in each workspace.</summary>
    public required string Name { get; init; }

    /// <summary>The fields that belong to no version, by their names in requests. Null is left alone.</summary>
    public abstract IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>Creates the definition for a request.</summary>
    public abstract Dictionary<string, object?> CreateDefinition();

    /// <summary>Whether a definition of the server has the same content.</summary>
    public abstract bool IsSame(JsonElement definition);
}
