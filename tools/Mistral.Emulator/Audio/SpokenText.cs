using System;
using System.Linq;
using System.Text;

namespace Mistral.Emulator;

/// <summary>Sound that holds its text: what speech makes of a text, a transcription finds again.</summary>
internal static class SpokenText
{
    private const string Mark = "TEXT:";

    public static byte[] Speak(string text, string format)
    {
        byte[] start = format switch
        {
            "wav" => [.. "RIFF\0\0\0\0WAVE"u8],
            "flac" => [.. "fLaC"u8],
            "opus" => [.. "OggS"u8],
            "pcm" => [0, 0, 0, 0],
            _ => [.. "ID3"u8],
        };
        return [.. start, .. Encoding.UTF8.GetBytes(Mark + text)];
    }

    public static string Hear(byte[] sound)
    {
        var at = sound.AsSpan().IndexOf("TEXT:"u8);
        return at < 0 ? $"This is a recording of {sound.Length} bytes." : Encoding.UTF8.GetString(sound.AsSpan(at + Mark.Length));
    }

    /// <summary>The sentences, each with its full stop.</summary>
    public static string[] Sentences(string text) =>
        [.. text.Split(". ").Select(part => part.Trim()).Where(part => part.Length > 0).Select(part => part.EndsWith('.') ? part : part + ".")];
}
