using System;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>
/// Has messages copied whole, as by Start-Job and Export-Clixml, so that a chat goes on from a copy: chunks, calls and what is in
/// them. A file of types says the same, but a session that imports the module from two folders refuses the second one.
/// </summary>
internal static class MessageTypeData
{
    private const int Depth = 5;
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Adds it to a session. Update-TypeData does the same, and takes longer than all else of an import.</summary>
    public static void AddTo(Runspace runspace) =>
        Change(runspace, types => types.AddType(new TypeData(typeof(ChatMessage)) { SerializationDepth = Depth, IsOverride = true }));

    /// <summary>Removes it from a session.</summary>
    public static void RemoveFrom(Runspace runspace) => Change(runspace, types => types.RemoveType(typeof(ChatMessage).FullName));

    private static void Change(Runspace runspace, Action<TypeTable> change)
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
