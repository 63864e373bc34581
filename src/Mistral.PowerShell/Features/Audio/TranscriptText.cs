using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Mistral.Client;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Audio;

/// <summary>Writes a transcription in the format of the file's extension: SubRip, WebVTT, text or JSON.</summary>
internal static class TranscriptText
{
    private static readonly string[] s_extensions = [".srt", ".vtt", ".txt", ".json"];

    /// <summary>Checks that the extension of a file is supported.</summary>
    /// <exception cref="MistralApiException">The extension isn't supported.</exception>
    public static string Check(string file) => Array.IndexOf(s_extensions, GetExtension(file)) >= 0 ? file
        : throw MistralApiException.InvalidArgument($"-OutFile must end with {string.Join(", ", s_extensions.Take(3))} or {s_extensions[3]}, and is '{file}'.");

    /// <summary>Whether the file needs the times of segments.</summary>
    public static bool NeedsTimes(string file) => GetExtension(file) is ".srt" or ".vtt";

    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string file, Transcription transcription)
    {
        string text = GetExtension(file) switch
        {
            ".srt" => ToSubRip(transcription),
            ".vtt" => ToWebVtt(transcription),
            ".txt" => ToText(transcription),
            _ => Encoding.UTF8.GetString(PSJsonWriter.Write(new Dictionary<string, object?>
            {
                ["text"] = transcription.Text,
                ["language"] = transcription.Language,
                ["model"] = transcription.Model,
                ["segments"] = transcription.Segments.Select(s => new Dictionary<string, object?>
                {
                    ["start"] = s.Start?.TotalSeconds, ["end"] = s.End?.TotalSeconds, ["speaker"] = s.Speaker, ["text"] = s.Text,
                }).ToArray(),
            })),
        };
        PartialFile.WriteAll(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text));
    }

    private static string ToSubRip(Transcription transcription)
    {
        StringBuilder text = new();
        int number = 0;
        foreach ((TimeSpan start, TimeSpan end, TranscriptionSegment segment) in GetCues(transcription))
        {
            string speaker = segment.Speaker is null ? string.Empty : $"{ToLine(segment.Speaker)}: ";
            _ = text.Append(FormattableString.Invariant($"{++number}\n{Format(start, ',')} --> {Format(end, ',')}\n")).Append(speaker).Append(ToLine(segment.Text)).Append("\n\n");
        }

        return text.ToString();
    }

    private static string ToWebVtt(Transcription transcription)
    {
        StringBuilder text = new("WEBVTT\n\n");
        foreach ((TimeSpan start, TimeSpan end, TranscriptionSegment segment) in GetCues(transcription))
        {
            string speaker = segment.Speaker is null ? string.Empty : $"<v {Escape(segment.Speaker)}>";
            _ = text.Append(FormattableString.Invariant($"{Format(start, '.')} --> {Format(end, '.')}\n")).Append(speaker).Append(Escape(segment.Text)).Append("\n\n");
        }

        return text.ToString();
    }

    private static string ToText(Transcription transcription)
    {
        if (!transcription.Segments.Any(s => s.Speaker is not null))
        {
            return transcription.Text + "\n";
        }

        // A new line for each change of the speaker.
        StringBuilder text = new();
        string? speaker = null;
        foreach (TranscriptionSegment segment in transcription.Segments)
        {
            string line = ToLine(segment.Text);
            _ = segment.Speaker == speaker && text.Length > 0 ? text.Append(' ').Append(line) : text.Append(text.Length > 0 ? "\n" : string.Empty).Append(segment.Speaker is null ? string.Empty : $"{segment.Speaker}: ").Append(line);
            speaker = segment.Speaker;
        }

        return text.Append('\n').ToString();
    }

    // A time that the server didn't send is taken from the neighbouring segment.
    private static IEnumerable<(TimeSpan Start, TimeSpan End, TranscriptionSegment Segment)> GetCues(Transcription transcription)
    {
        TranscriptionSegment[] segments = transcription.Segments.Length > 0 ? transcription.Segments : [new TranscriptionSegment { Text = transcription.Text }];
        TimeSpan last = TimeSpan.Zero;
        for (int i = 0; i < segments.Length; i++)
        {
            TimeSpan start = segments[i].Start ?? last;
            TimeSpan end = segments[i].End ?? segments.Skip(i + 1).Select(s => s.Start).FirstOrDefault(s => s is not null) ?? start;
            last = end > start ? end : start;
            if (segments[i].Text.Trim().Length > 0)
            {
                yield return (start, last, segments[i]);
            }
        }
    }

    private static string Format(TimeSpan time, char separator) =>
        string.Format(CultureInfo.InvariantCulture, "{0:00}:{1:00}:{2:00}{3}{4:000}", (int)time.TotalHours, time.Minutes, time.Seconds, separator, time.Milliseconds);

    // An empty line ends a cue, and an arrow looks like its times.
    private static string ToLine(string text) => string.Join(" ", text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Replace("-->", "->").Trim();

    private static string Escape(string text) => ToLine(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private static string GetExtension(string file) => Path.GetExtension(file).ToLowerInvariant();
}
