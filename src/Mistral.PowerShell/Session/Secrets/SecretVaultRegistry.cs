using System;
using System.IO;
using System.Text.Json;
using System.Threading;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>The file in which SecretManagement registers the vaults.</summary>
internal static class SecretVaultRegistry
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the path of the file if it can't be read or isn't valid JSON; otherwise null.</summary>
    public static string? FindDamaged()
    {
        string path = GetPath();
        if (!IsDamaged(path))
        {
            return null;
        }

        // Another process may be writing the file.
        Thread.Sleep(s_betweenLooks);
        return IsDamaged(path) ? path : null;
    }

    private static bool IsDamaged(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind is not JsonValueKind.Object;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static string GetPath() => Path.DirectorySeparatorChar == '\\'
        ? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Microsoft", "PowerShell", "secretmanagement", "secretvaultregistry", "vaultinfo")
        : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? string.Empty, ".secretmanagement", "secretvaultregistry", "vaultinfo");
}
