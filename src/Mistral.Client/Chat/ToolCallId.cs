using System;
using System.Security.Cryptography;

namespace Mistral.Client.Chat;

/// <summary>Ids of calls, in the form that the API takes them back in: nine letters and digits.</summary>
internal static class ToolCallId
{
    private const string Characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int Length = 9;

    /// <summary>Gets the id that a server gave; null where it gave none.</summary>
    /// <param name="given">What it wrote. "null" is what the API writes for an id it has not made yet.</param>
    public static string? Get(string? given) => given is null or "" or "null" ? null : given;

    /// <summary>Gets the id that a server gave, or makes one.</summary>
    public static string GetOrCreate(string? given) => Get(given) ?? Create();

    private static string Create()
    {
        byte[] random = new byte[Length];
        using (RandomNumberGenerator generator = RandomNumberGenerator.Create())
        {
            generator.GetBytes(random);
        }

        return new string(Array.ConvertAll(random, static b => Characters[b % Characters.Length]));
    }
}
