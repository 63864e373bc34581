using System;
using System.Runtime.InteropServices;
using System.Security;

namespace Mistral.Client;

/// <summary>Where a SecureString of a key becomes text: for a header, for the mask that keeps it out of errors, and to compare two.</summary>
internal static class PlainKey
{
    /// <summary>Reads a key for use in a header.</summary>
    /// <exception cref="MistralApiException">The key holds a character that no header may carry.</exception>
    public static string? Reveal(SecureString? key)
    {
        if (key is null)
        {
            return null;
        }

        IntPtr text = Marshal.SecureStringToGlobalAllocUnicode(key);
        try
        {
            string plain = (Marshal.PtrToStringUni(text, key.Length) ?? string.Empty).Trim();
            foreach (char c in plain)
            {
                // A line break would start a header of its own; anything not ASCII can't be a key.
                if (c is <= ' ' or > '~')
                {
                    throw MistralApiException.InvalidApiKey();
                }
            }

            return plain.Length == 0 ? throw MistralApiException.NoApiKey("The API key is empty.") : plain;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }

    /// <summary>Whether two keys are the same.</summary>
    public static bool Same(SecureString? left, SecureString? right) =>
        ReferenceEquals(left, right) || string.Equals(Reveal(left), Reveal(right), StringComparison.Ordinal);
}
