using System;
using System.IO;
using System.Reflection;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>
/// What SecretStore holds of its file. It reads the file once and hears of another process's writes five quiet seconds
/// later, or never where it wrote itself just before; until then it gives old secrets, and whatever it writes brings
/// all the old ones back. None of its commands reads the file again without the password, so the store itself is told to.
/// A SecretStore that is made otherwise is left to its own pace.
/// </summary>
internal sealed class SecretStoreCache
{
    private const string Assembly = "Microsoft.PowerShell.SecretStore";

    // File systems note the time of a write in steps; of two writes within one, the second can't be told from the first.
    private static readonly TimeSpan s_timestampStep = TimeSpan.FromSeconds(2);

    // The file as it was when it was read last. A turn at the vaults is taken by one caller at a time.
    private (object Store, DateTime WrittenAt, long Length)? _read;

    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Has an open store read its file again. One that is not open reads it anyway, and one that is locked stays as it is.</summary>
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

        // To read the file takes as long as to read a secret, since its key is derived from the password each time.
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
            // The command that follows meets the same trouble, and says so.
        }

        // A locked store keeps what it has without a word.
        bool isRead = data is not null && !ReferenceEquals(before, data.GetValue(store));
        _read = isRead && file is not null && now - file.LastWriteTimeUtc > s_timestampStep ? (store, file.LastWriteTimeUtc, file.Length) : null;
    }

    private static FileInfo? FindFile(Assembly assembly) =>
        assembly.GetType($"{Assembly}.SecureStoreFile")?.GetField("LocalStoreFilePath", Any)?.GetValue(null) is string path && new FileInfo(path) is { Exists: true } file ? file : null;
}
