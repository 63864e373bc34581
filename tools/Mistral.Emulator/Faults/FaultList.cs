using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>The active faults. The first one that matches a request and has uses left is applied.</summary>
public sealed class FaultList
{
    private readonly Lock _lock = new();
    private readonly List<FaultEntry> _entries = [];

    internal HoldGate Holds { get; } = new();

    public void Add(Fault fault)
    {
        lock (_lock)
        {
            _entries.Add(new FaultEntry(fault));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>Continues every response that is held now.</summary>
    public void Release() => Holds.Release();

    internal Fault? Take(string method, string path, byte[] body)
    {
        lock (_lock)
        {
            foreach (var entry in _entries.Where(entry => Matches(entry.Fault, method, path, body)))
            {
                if (entry.Passed < entry.Fault.Skip)
                {
                    entry.Passed++;
                }
                else if ((entry.Fault.Times == 0 || entry.Used < entry.Fault.Times) && (entry.Fault.Chance >= 1 || Random.Shared.NextDouble() < entry.Fault.Chance))
                {
                    entry.Used++;
                    return entry.Fault;
                }
            }
        }

        return null;
    }

    private static bool Matches(Fault fault, string method, string path, byte[] body) =>
        (fault.Method is null || string.Equals(fault.Method, method, StringComparison.OrdinalIgnoreCase))
        && (fault.Path is null || path.StartsWith(fault.Path, StringComparison.Ordinal))
        && (fault.Contains is null || body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(fault.Contains)) >= 0);
}
