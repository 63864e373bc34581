using System;
using System.IO;
using System.Linq;
using System.Text;

namespace Mistral.Emulator;

/// <summary>Sound that contains its text, so that a transcription can find it.</summary>
internal static class SpokenText
{
    private const string Mark = "TEXT:";
    private const int SampleRate = 24000;
    private const int SamplesPerCharacter = 100;

    /// <summary>Speaks a text. WAV and PCM are real sound: a soft tone as 32-bit floats at 24 kHz.</summary>
    public static byte[] Speak(string text, string format) => format switch
    {
        "wav" => Wave(text),
        "pcm" => Samples(text),
        "flac" => [.. "fLaC"u8, .. Marked(text)],
        "opus" => [.. "OggS"u8, .. Marked(text)],
        _ => [.. "ID3"u8, .. Marked(text)],
    };

    public static string Hear(byte[] sound)
    {
        var at = sound.AsSpan().IndexOf("TEXT:"u8);
        return at < 0 ? $"This is a recording of {sound.Length} bytes." : Encoding.UTF8.GetString(sound.AsSpan(at + Mark.Length)).TrimEnd('\0');
    }

    /// <summary>The sentences, each with its full stop.</summary>
    public static string[] Sentences(string text) =>
        [.. text.Split(". ").Select(part => part.Trim()).Where(part => part.Length > 0).Select(part => part.EndsWith('.') ? part : part + ".")];

    private static byte[] Marked(string text) => Encoding.UTF8.GetBytes(Mark + text);

    private static byte[] Samples(string text)
    {
        var samples = Enumerable.Range(0, text.Length * SamplesPerCharacter).Select(index => 0.1f * MathF.Sin(index * 440 * MathF.Tau / SampleRate)).ToArray();
        var bytes = new byte[samples.Length * sizeof(float)];
        Buffer.BlockCopy(samples, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    // The text is the comment of the file, at its end.
    private static byte[] Wave(string text)
    {
        const short Float = 3;
        const short Channels = 1;
        var samples = Samples(text);
        var comment = Marked(text);
        var padded = comment.Length + 1 + ((comment.Length + 1) % 2);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        void Chunk(string id, int length)
        {
            writer.Write(Encoding.ASCII.GetBytes(id));
            writer.Write(length);
        }

        Chunk("RIFF", 4 + 24 + 8 + samples.Length + 20 + padded);
        writer.Write("WAVE"u8);
        Chunk("fmt ", 16);
        writer.Write(Float);
        writer.Write(Channels);
        writer.Write(SampleRate);
        writer.Write(SampleRate * sizeof(float));
        writer.Write((short)sizeof(float));
        writer.Write((short)(8 * sizeof(float)));
        Chunk("data", samples.Length);
        writer.Write(samples);
        Chunk("LIST", 12 + padded);
        writer.Write("INFO"u8);
        Chunk("ICMT", comment.Length + 1);
        writer.Write(comment);
        writer.Write(new byte[padded - comment.Length]);
        return file.ToArray();
    }
}
