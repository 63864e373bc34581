using System;
using System.Collections.Generic;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>Collects inputs into requests: as many each as the limits are sure to allow.</summary>
/// <param name="maxCount">How many inputs a request may have.</param>
/// <param name="maxSize">How large the inputs of a request may be together; one that is larger by itself has a request of its own.</param>
/// <param name="getSize">Gets the size of an input.</param>
/// <param name="send">Sends a request of these inputs.</param>
internal sealed class InputPacks<T>(int maxCount, int maxSize, Func<T, int> getSize, Action<IReadOnlyList<T>> send)
{
    private List<T> _pack = [];
    private int _size;

    /// <summary>Adds an input, and sends those before it first if it doesn't fit in with them.</summary>
    public void Add(T input)
    {
        int size = getSize(input);
        if (_pack.Count == maxCount || _size + size > maxSize)
        {
            Flush();
        }

        _pack.Add(input);
        _size += size;
    }

    /// <summary>Sends what has been collected.</summary>
    public void Flush()
    {
        List<T> pack = _pack;
        (_pack, _size) = ([], 0);
        if (pack.Count > 0)
        {
            send(pack);
        }
    }
}
