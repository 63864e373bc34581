using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>The format of the file of saved connections.</summary>
internal sealed record SavedConnectionsDocument
{
    /// <summary>The version of the format.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>The name of the default connection.</summary>
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
