using System;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>
/// The type data of a session. Update-TypeData does the same, and takes longer than all else of an import; and a file of types
/// is refused where a session imports the module from two folders.
/// </summary>
internal static class RunspaceTypes
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Changes it.</summary>
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
            // A program may have several sessions share a table, which none of them can change.
        }
    }

    private static object? Get(object holder, string property) => holder.GetType().GetProperty(property, Any)?.GetValue(holder);
}
