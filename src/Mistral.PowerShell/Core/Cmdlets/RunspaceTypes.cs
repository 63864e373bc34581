using System;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>
/// The type data of a session. It is changed directly, because Update-TypeData takes longer than the rest of the import, and a
/// types file fails if a session imports the module from two folders.
/// </summary>
internal static class RunspaceTypes
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Changes the type table of a session.</summary>
    public static void Change(Runspace runspace, Action<TypeTable> change)
    {
        object? context = Get(runspace, "ExecutionContext");
        if (context is null || Get(context, "TypeTable") is not TypeTable types)
        {
            return;
        }

        try
        {
            change(types);
        }
        catch (InvalidOperationException)
        {
            // A host program may share one type table among several sessions. Such a table can't be changed.
        }
    }

    private static object? Get(object holder, string property) => holder.GetType().GetProperty(property, Any)?.GetValue(holder);
}
