using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mistral.Emulator;

/// <summary>Transcription, speech, and voices with their samples.</summary>
internal sealed partial class AudioRoutes(ModelCatalogue models, FileStore files, ListStore lists, VoiceSamples samples)
{
    private const string Voices = "/v1/audio/voices";
    private const double SecondsASentence = 1.5;

    private static readonly PagingStyle _page = Paging.Token("page_size", "page_token", 10);

    public IEnumerable<Route> All =>
    [
        new("POST", "/v1/audio/transcriptions", Transcribe),
        new("POST", "/v1/audio/speech", Speak),
        new("GET", "/v2/audio/voices", List),
        new("POST", Voices, Create),
        new("GET", Voices + "/{id}/sample", Sample),
    ];

    private Reply Transcribe(ApiCall call)
    {
        string? Field(string name) => call.Form.FirstOrDefault(part => part.Name == name) is { } part ? Encoding.UTF8.GetString(part.Content) : null;
        string[] Fields(string name) => [.. call.Form.Where(part => part.Name == name).Select(part => Encoding.UTF8.GetString(part.Content))];
        if (Field("model") is not { } model || models.Find(model) is not { Archived: false } card || !card.Can("audio_transcription"))
        {
            return ErrorReply.Live(400, "invalid_model", "1500", "Invalid model: " + Field("model"));
        }

        if (Fields("context_bias").Any(word => !Word().IsMatch(word)))
        {
            return ErrorReply.Invalid([new ValidationProblem("string_pattern_mismatch", ["body", "context_bias"], "String should match pattern '^[^,\\s]+$'")]);
        }

        var granularities = Fields("timestamp_granularities");
        if (granularities.Length > 0 && Field("language") is not null)
        {
            return ErrorReply.Live(400, "invalid_request_error", "1400", "timestamp_granularities and language can't be used together");
        }

        var sound = call.Form.FirstOrDefault(part => part.Name == "file") is { } file ? file.Content
            : Field("file_id") is { } id ? files.Find(id) is { } known ? files.Content(known) : null
            : Field("file_url") is { } url ? Encoding.UTF8.GetBytes("TEXT:This was said at " + url + ".")
            : null;
        if (sound is null)
        {
            return ErrorReply.Live(404, "invalid_request_file", "3310", "The file was not found");
        }

        var text = SpokenText.Hear(sound);
        var diarize = Field("diarize") == "true";
        var parts = granularities.Contains("word") ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries) : SpokenText.Sentences(text);
        var segments = diarize || granularities.Length > 0
            ? parts.Select((part, index) => new JsonObject
            {
                ["type"] = "transcription_segment",
                ["text"] = part,
                ["start"] = index * SecondsASentence,
                ["end"] = (index + 1) * SecondsASentence,
                ["score"] = 0.9,
                ["speaker_id"] = diarize ? "speaker_" + ((index % 2) + 1) : null,
            }).ToArray()
            : [];
        var whole = new JsonObject
        {
            ["model"] = model,
            ["text"] = text,
            ["language"] = Field("language") ?? "en",
            ["segments"] = new JsonArray([.. segments.Select(segment => segment.DeepClone())]),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 4, ["completion_tokens"] = TextWords.Tokens(text), ["total_tokens"] = 4 + TextWords.Tokens(text), ["prompt_audio_seconds"] = (int)Math.Ceiling(parts.Length * SecondsASentence) },
        };
        return Field("stream") == "true" ? Reply.Stream([.. Events(whole, text, segments)]) : Reply.Json(whole);
    }

    private static IEnumerable<string> Events(JsonObject whole, string text, JsonObject[] segments)
    {
        yield return Event("transcription.language", new JsonObject { ["audio_language"] = (string?)whole["language"] });
        foreach (var word in Pieces().Matches(text).Select(match => match.Value))
        {
            yield return Event("transcription.text.delta", new JsonObject { ["text"] = word });
        }

        foreach (var segment in segments)
        {
            yield return Event("transcription.segment", segment);
        }

        yield return Event("transcription.done", whole);
    }

    private static string Event(string type, JsonObject data)
    {
        data["type"] = type;
        return $"event: {type}\ndata: {data.ToJsonString()}\n\n";
    }

    private Reply Speak(ApiCall call)
    {
        var body = call.Body;
        string? Text(string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var model = Text("model") ?? "voxtral-mini-tts-latest";
        if (models.Find(model) is not { Archived: false } card || !card.Can("audio_speech"))
        {
            return ErrorReply.Live(400, "invalid_model", "1500", "Invalid model: " + model);
        }

        if (Text("voice_id") is { } voice && lists.Find(ListCatalogue.VoiceList, voice) is null)
        {
            return ErrorReply.Live(404, "invalid_request_error", "1404", $"No voice with id '{voice}'");
        }

        var sound = SpokenText.Speak(Text("input")!, Text("response_format") ?? "mp3");
        return body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True
            ? Reply.Stream(
            [
                .. sound.Chunk(Math.Max(16, sound.Length / 16)).Select(part => Event("speech.audio.delta", new JsonObject { ["audio_data"] = Convert.ToBase64String(part) })),
                Event("speech.audio.done", new JsonObject { ["usage"] = new JsonObject { ["prompt_tokens"] = 1, ["total_tokens"] = 1 } }),
            ])
            : Reply.Json(new { audio_data = Convert.ToBase64String(sound) });
    }

    private Reply List(ApiCall call)
    {
        var genders = call.Texts("gender");
        var languages = call.Texts("language");
        var kind = call.Text("type");
        var items = lists.Items(ListCatalogue.VoiceList)
            .Where(voice => genders.Length == 0 || genders.Contains((string?)voice["gender"]))
            .Where(voice => languages.Length == 0 || voice["languages"]!.AsArray().Any(language => languages.Contains((string?)language)))
            .Where(voice => kind is null or "all" || (kind == "custom") == (voice["user_id"] is not null))
            .Where(voice => call.Text("q") is not { } part || ((string?)voice["name"])!.Contains(part, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return _page(items, call) is { } page
            ? Reply.Json(new JsonObject { ["data"] = page.ToArray(), ["next_page_token"] = page.Next })
            : ErrorReply.Live(400, "invalid_request_error", "1400", "Invalid page token");
    }

    private Reply Create(ApiCall call)
    {
        if (!call.Body.GetProperty("sample_audio").TryGetBytesFromBase64(out var sample))
        {
            return ErrorReply.Live(400, "invalid_request_error", "1400", "sample_audio is not base64");
        }

        var made = lists.Add(ListCatalogue.VoiceList, voice =>
        {
            ListRoutes.Fill(voice, call.Body);
            voice["created_at"] = DateTime.UtcNow.ToString("O");
            voice["user_id"] = call.Key!.User.Id;
        });
        samples.Keep((string)made["id"]!, sample);
        return Reply.Json(made);
    }

    private Reply Sample(ApiCall call)
    {
        var id = call.PathValue("id");
        return lists.Find(ListCatalogue.VoiceList, id) is { } voice
            ? new Reply { ContentType = "audio/wav", Body = samples.Find(id) ?? SpokenText.Speak("I am " + (string?)voice["name"] + ".", "wav") }
            : ErrorReply.NotFound();
    }

    [GeneratedRegex(@"^[^,\s]+\z")]
    private static partial Regex Word();

    [GeneratedRegex(@"\S+\s*")]
    private static partial Regex Pieces();
}
