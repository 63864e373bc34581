using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>The file of saved connections as it is written.</summary>
internal sealed record SavedConnectionsDocument
{
    /// <summary>The form of the file.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>The name of the connection to take when nothing is said.</summary>
    public string? Default { get; init; }

    public SortedDictionary<string, SavedConnection> Connections { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(SavedConnectionsDocument))]
internal sealed partial class SavedConnectionsJson : JsonSerializerContext;
