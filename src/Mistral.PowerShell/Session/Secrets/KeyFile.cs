using Mistral.Client;
#if !NETFRAMEWORK
using Mistral.PowerShell.Session.Settings;
#endif

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Opens files that contain an API key.</summary>
internal static class KeyFile
{
    /// <summary>Gets the source of the key, after it was read once.</summary>
    /// <exception cref="MistralApiException">The file doesn't contain a key, or can't be read.</exception>
    public static FileKeySource Open(string path)
    {
#if !NETFRAMEWORK
        // Opening a pipe would wait for its other end.
        if (UnixFile.Find(path) is { IsRegular: false })
        {
            throw MistralApiException.NoApiKey($"The key file '{path}' isn't a regular file.");
        }
#endif
        FileKeySource source = new(path);
        _ = source.GetAsync(default).AsTask().GetAwaiter().GetResult();
        return source;
    }
}
