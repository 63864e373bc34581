using System;
using System.Reflection;

namespace Mistral.PowerShell;

/// <summary>
/// What SecretStore holds of its file. It reads the file once and hears of another process's writes five quiet seconds
/// later, or never where it wrote itself just before; until then it gives old secrets, and whatever it writes brings
/// all the old ones back. None of its commands reads the file again without the password, so the store itself is told to.
/// A SecretStore that is made otherwise is left to its own pace.
/// </summary>
internal static class SecretStoreCache
{
    private const string Assembly = "Microsoft.PowerShell.SecretStore";
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Has an open store read its file again. One that is not open reads it anyway, and one that is locked stays as it is.</summary>
    public static void Refresh()
    {
        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (assembly.FullName?.StartsWith(Assembly + ",", StringComparison.Ordinal) is true)
            {
                Refresh(assembly);
            }
        }
    }

    private static void Refresh(Assembly assembly)
    {
        object? open = assembly.GetType($"{Assembly}.LocalSecretStore")?.GetField("LocalStore", Any)?.GetValue(null);
        object? store = open?.GetType().GetField("_secureStore", Any)?.GetValue(open);
        try
        {
            _ = store?.GetType().GetMethod("UpdateDataFromFile", Any, binder: null, Type.EmptyTypes, modifiers: null)?.Invoke(store, parameters: null);
        }
        catch (TargetInvocationException)
        {
            // The command that follows meets the same trouble, and says so.
        }
    }
}
