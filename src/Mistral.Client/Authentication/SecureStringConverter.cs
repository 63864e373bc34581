using System;
using System.Runtime.InteropServices;
using System.Security;

namespace Mistral.Client.Authentication;

/// <summary>Converts API keys and other secrets between text and SecureString. Only this class handles them as text.</summary>
internal static class SecureStringConverter
{
    /// <summary>Converts text to a read-only SecureString.</summary>
    public static SecureString FromText(string text)
    {
        SecureString key = new();
        foreach (char c in text)
        {
            key.AppendChar(c);
        }

        key.MakeReadOnly();
        return key;
    }

    /// <summary>Converts a key to the text of a header value.</summary>
    /// <exception cref="MistralApiException">The key contains a character that a header must not contain.</exception>
    public static string? ToText(SecureString? key)
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
                // A line break would start another header, and keys are always ASCII.
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

    /// <summary>Uses the characters of a secret that isn't a key, and so may contain any character. They are erased afterwards.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="use">Uses the characters. It must not keep them.</param>
    public static void Reveal(SecureString secret, Action<char[]> use)
    {
        char[] characters = new char[secret.Length];
        IntPtr text = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            Marshal.Copy(text, characters, 0, characters.Length);
            use(characters);
        }
        finally
        {
            Array.Clear(characters, 0, characters.Length);
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }

    /// <summary>Whether two keys are equal.</summary>
    public static bool AreEqual(SecureString? left, SecureString? right) =>
        ReferenceEquals(left, right) || string.Equals(ToText(left), ToText(right), StringComparison.Ordinal);
}
