using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;

namespace Mistral.PowerShell.Session;

/// <summary>The runspaces that have imported the module, once for each folder it was imported from. Callers must lock it.</summary>
internal sealed class ModuleRunspaces
{
    private readonly List<WeakReference<Runspace>> _all = [];

    /// <summary>Whether no runspace has imported the module.</summary>
    public bool IsEmpty => _all.Count == 0;

    public bool Contains(Runspace runspace) => _all.Exists(known => Is(known, runspace));

    public void Add(Runspace runspace)
    {
        RemoveClosed();
        _all.Add(new WeakReference<Runspace>(runspace));
    }

    /// <summary>Removes a runspace once.</summary>
    public void Remove(Runspace runspace)
    {
        RemoveClosed();
        int index = _all.FindIndex(known => Is(known, runspace));
        if (index >= 0)
        {
            _all.RemoveAt(index);
        }
    }

    // A runspace that is closed doesn't remove its modules first.
    private void RemoveClosed() => _all.RemoveAll(known =>
        !known.TryGetTarget(out Runspace? other)
        || other.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Closing or RunspaceState.Broken);

    private static bool Is(WeakReference<Runspace> known, Runspace runspace) => known.TryGetTarget(out Runspace? other) && other == runspace;
}
