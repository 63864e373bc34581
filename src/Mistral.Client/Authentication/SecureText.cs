using System.Security;

namespace Mistral.Client;

/// <summary>Turns text that is a key into what a key is kept in.</summary>
internal static class SecureText
{
    public static SecureString From(string text)
    {
        SecureString key = new();
        foreach (char c in text)
        {
            key.AppendChar(c);
        }

        key.MakeReadOnly();
        return key;
    }
}
