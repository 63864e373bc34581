using System;
using System.Security.Cryptography;

namespace Mistral.Client.Chat;

/// <summary>Ids of tool calls in the form that the API accepts: nine letters and digits.</summary>
internal static class ToolCallId
{
    private const string Characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int Length = 9;

    /// <summary>Gets the id of the server, or null if it sent none.</summary>
    /// <param name="given">The id in the response. The API writes "null" for an id that it has not created yet.</param>
    public static string? Get(string? given) => given is null or "" or "null" ? null : given;

    /// <summary>Gets the id of the server, or creates one.</summary>
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
