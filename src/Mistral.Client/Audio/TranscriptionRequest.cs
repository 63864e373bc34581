using System.Collections.Generic;
using System.Globalization;

namespace Mistral.Client;

/// <summary>A recording to transcribe: a local file, a URL or the id of a file. Properties that are null are not sent.</summary>
public sealed record TranscriptionRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The full path of a local file.</summary>
    public string? Path { get; init; }

    /// <summary>A URL that the server downloads.</summary>
    public string? FileUrl { get; init; }

    /// <summary>The id of a file on the server.</summary>
    public string? FileId { get; init; }

    /// <summary>The language, two letters.</summary>
    public string? Language { get; init; }

    /// <summary>How freely the model chooses its words.</summary>
    public double? Temperature { get; init; }

    /// <summary>Whether segments get their speakers.</summary>
    public bool Diarize { get; init; }

    /// <summary>Words to expect.</summary>
    public IReadOnlyList<string> ContextBias { get; init; } = [];

    /// <summary>The parts that get times: <c>segment</c>, <c>word</c>.</summary>
    public IReadOnlyList<string> TimestampGranularities { get; init; } = [];

    internal FormBody CreateForm(bool isStream, System.Action<long>? follow)
    {
        FormBody form = new();
        form.AddField("model", Model);
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                form.AddField(name, value);
            }
        }

        Add("file_url", FileUrl);
        Add("file_id", FileId);
        Add("language", Language);
        Add("temperature", Temperature?.ToString(CultureInfo.InvariantCulture));
        Add("diarize", Diarize ? "true" : null);
        foreach (string word in ContextBias)
        {
            Add("context_bias", word);
        }

        foreach (string granularity in TimestampGranularities)
        {
            Add("timestamp_granularities", granularity);
        }

        Add("stream", isStream ? "true" : null);
        if (Path is not null)
        {
            form.AddFile("file", Path, follow);
        }

        return form;
    }
}
