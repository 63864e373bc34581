using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mistral.Testing;

namespace Mistral.Conformance.Tests;

/// <summary>The operations that no cmdlet stands for, each below the line that says why.</summary>
internal sealed class UnclaimedOperations
{
    public const string FileName = "unclaimed.txt";

    private readonly Dictionary<string, string> _reasons;

    private UnclaimedOperations(Dictionary<string, string> reasons)
    {
        _reasons = reasons;
    }

    public IEnumerable<string> Keys => _reasons.Keys;

    public IEnumerable<string> WithoutReason => _reasons.Where(r => r.Value.Length == 0).Select(r => r.Key);

    public static UnclaimedOperations Read()
    {
        Dictionary<string, string> reasons = [];
        string reason = string.Empty;
        foreach (string line in File.ReadLines(Path.Combine(RepositoryPaths.Root, "tests", "Mistral.Conformance.Tests", FileName)).Where(l => l.Length > 0))
        {
            if (line[0] == '#')
            {
                reason = line.TrimStart('#').Trim();
            }
            else
            {
                reasons.Add(line, reason);
            }
        }

        return new UnclaimedOperations(reasons);
    }

    public bool IsDeprecated(ApiOperation operation) =>
        _reasons.TryGetValue(operation.Key, out string? reason) && reason.EndsWith("deprecated", StringComparison.Ordinal);

    public bool Has(ApiOperation operation) => _reasons.ContainsKey(operation.Key);
}
