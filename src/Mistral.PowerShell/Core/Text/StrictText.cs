using System;
using System.Text;

namespace Mistral.PowerShell.Core.Text;

/// <summary>Reads UTF-8 without replacing what isn't valid.</summary>
internal static class StrictText
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Gets the text.</summary>
    /// <exception cref="FormatException">The bytes aren't UTF-8.</exception>
    public static string Read(byte[] bytes) => TryRead(bytes) ?? throw new FormatException("It isn't UTF-8 text.");

    /// <summary>Gets the text; null if the bytes aren't UTF-8.</summary>
    public static string? TryRead(byte[] bytes)
    {
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
