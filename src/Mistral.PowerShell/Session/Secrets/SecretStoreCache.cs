using System;
using System.IO;
using System.Reflection;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>
/// Refreshes the cache of SecretStore. SecretStore reads its file once, and notices a write of another process only after five
/// seconds without writes, or never if it wrote itself just before. Until then it returns old secrets, and any write of its own
/// restores all of them. None of its commands reads the file again without the password, so this class calls the store itself.
/// If SecretStore's internals differ, nothing is refreshed.
/// </summary>
internal sealed class SecretStoreCache
{
    private const string Assembly = "Microsoft.PowerShell.SecretStore";

    // File systems store write times in steps. Two writes within one step can't be distinguished.
    private static readonly TimeSpan s_timestampStep = TimeSpan.FromSeconds(2);

    // The state of the file when it was last read. Only one caller at a time has the turn at the vaults.
    private (object Store, DateTime WrittenAt, long Length)? _read;

    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Lets an open store read its file again. A closed store reads it anyway, and a locked one isn't changed.</summary>
    public void Refresh()
    {
        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (assembly.FullName?.StartsWith(Assembly + ",", StringComparison.Ordinal) is true)
            {
                Refresh(assembly);
            }
        }
    }

    private void Refresh(Assembly assembly)
    {
        object? open = assembly.GetType($"{Assembly}.LocalSecretStore")?.GetField("LocalStore", Any)?.GetValue(null);
        if (open?.GetType().GetField("_secureStore", Any)?.GetValue(open) is not { } store)
        {
            return;
        }

        // Reading the file takes as long as reading a secret, because the key is derived from the password each time.
        DateTime now = DateTime.UtcNow;
        FileInfo? file = FindFile(assembly);
        if (file is not null && _read == (store, file.LastWriteTimeUtc, file.Length))
        {
            return;
        }

        FieldInfo? data = store.GetType().GetField("_data", Any);
        object? before = data?.GetValue(store);
        try
        {
            _ = store.GetType().GetMethod("UpdateDataFromFile", Any, binder: null, Type.EmptyTypes, modifiers: null)?.Invoke(store, parameters: null);
        }
        catch (TargetInvocationException)
        {
            // The next command fails for the same reason, and reports it.
        }

        // A locked store keeps its cache without an error.
        bool isRead = data is not null && !ReferenceEquals(before, data.GetValue(store));
        _read = isRead && file is not null && now - file.LastWriteTimeUtc > s_timestampStep ? (store, file.LastWriteTimeUtc, file.Length) : null;
    }

    private static FileInfo? FindFile(Assembly assembly) =>
        assembly.GetType($"{Assembly}.SecureStoreFile")?.GetField("LocalStoreFilePath", Any)?.GetValue(null) is string path && new FileInfo(path) is { Exists: true } file ? file : null;
}
