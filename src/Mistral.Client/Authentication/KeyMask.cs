using System;
using System.Security;

namespace Mistral.Client;

/// <summary>Takes the key out of what a server sends back, so that a server that repeats it brings it into no error and no log line.</summary>
/// <param name="key">The key that was sent, or null for none.</param>
internal sealed class KeyMask(SecureString? key)
{
    private const string Mask = "[API key]";

    /// <summary>Gets the text without the key.</summary>
    /// <param name="text">What the server wrote.</param>
    public string? Hide(string? text) => text is null or "" ? text : Hide(text, PlainKey.Reveal(key));

    /// <summary>Gets the text without the key.</summary>
    /// <param name="text">What the server wrote.</param>
    /// <param name="key">The key that was sent.</param>
    public static string? Hide(string? text, string? key)
    {
        if (text is null || key is null)
        {
            return text;
        }

        // Host names lose their capitals.
        int at = 0;
        while ((at = text.IndexOf(key, at, StringComparison.OrdinalIgnoreCase)) >= 0)
        {
            text = text.Remove(at, key.Length).Insert(at, Mask);
            at += Mask.Length;
        }

        return text;
    }
}
