using System;
using System.IO;
using System.Text;

namespace Mistral.PowerShell.Session.Settings;

/// <summary>Reads a settings file. The file decides to which server a key is sent, so only its owner may have write access, as with ssh.</summary>
internal static class SettingsFile
{
    /// <summary>Gets the text of a file, or null if it doesn't exist.</summary>
    /// <exception cref="SavedConnectionException">The file isn't a regular file, or other users may write to it.</exception>
    public static string? Find(string path)
    {
#if !NETFRAMEWORK
        Check(path);
#endif
        try
        {
            // A byte order mark determines the encoding.
            using StreamReader reader = new(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (DecoderFallbackException)
        {
            throw SavedConnectionException.Damaged(path, "it isn't valid UTF-8.");
        }
    }

#if !NETFRAMEWORK
    private static void Check(string path)
    {
        if (UnixFile.Find(path) is not { } file)
        {
            return;
        }

        // Opening a pipe would wait for its other end.
        if (!file.IsRegular)
        {
            throw SavedConnectionException.Damaged(path, "it isn't a regular file.");
        }

        if (file.OwnerId != 0 && file.OwnerId != UnixFile.UserId)
        {
            throw SavedConnectionException.Unsafe(path, "it belongs to another user", $"chown \"$(id -u)\" '{path}'");
        }

        if (file.IsWritableByOthers)
        {
            throw SavedConnectionException.Unsafe(path, "other users may write to it", $"chmod go-w '{path}'");
        }
    }
#endif
}
