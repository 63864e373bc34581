using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.Conformance.Tests.Architecture;

/// <summary>
/// The layers of an assembly, the lowest first. A folder may use those of lower layers, and none beside or above it. A folder
/// that isn't listed belongs to the one it is in.
/// </summary>
internal sealed class Layers(params string[][] layers)
{
    /// <summary>Finds the uses that the layers do not allow.</summary>
    public IEnumerable<string> FindViolations(AssemblyArchitecture assembly) => assembly.Uses
        .Where(u => u.ToFolder is not null && u.ToFolder != u.FromFolder)
        .Select(u => (Use: u, From: Place(u.FromFolder), To: Place(u.ToFolder!)))
        .Where(u => u.From is null || u.To is null || (u.From != u.To && u.From.Value.Layer <= u.To.Value.Layer))
        .Select(u => u.From is null ? $"{u.Use.FromFolder} is in no layer." : u.To is null ? $"{u.Use.ToFolder} is in no layer." : u.Use.ToString())
        .Distinct();

    private (int Layer, string Folder)? Place(string folder) => layers
        .SelectMany((names, layer) => names.Select(name => (Layer: layer, Folder: name)))
        .Where(p => folder == p.Folder || folder.StartsWith(p.Folder + "/", StringComparison.Ordinal))
        .OrderByDescending(p => p.Folder.Length)
        .Select(p => ((int, string)?)p)
        .FirstOrDefault();
}
