using System;
using System.Security;
using System.Security.Cryptography;

namespace Mistral.Client.Tests;

/// <summary>Keys for one run.</summary>
internal static class TestKey
{
    public static string New()
    {
        byte[] bytes = new byte[18];
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        random.GetBytes(bytes);
        return "k" + Convert.ToBase64String(bytes).Replace('+', 'x').Replace('/', 'y');
    }

    public static SecureString Secure(string key)
    {
        SecureString secure = new();
        foreach (char c in key)
        {
            secure.AppendChar(c);
        }

        secure.MakeReadOnly();
        return secure;
    }

    public static ApiKeySource Source(string key) => new SecureStringKeySource(Secure(key), "the test");
}
