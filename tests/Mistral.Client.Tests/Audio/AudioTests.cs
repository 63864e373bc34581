using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class AudioTests : ClientTests
{
    private const string Done = "event: transcription.done\ndata: {\"type\":\"transcription.done\",\"text\":\"Hi there\",\"model\":\"m\",\"language\":null}\n\n";

    [Fact(Timeout = Limits.Test)]
    public async Task A_transcription_is_sent_as_a_form_and_read_with_missing_times()
    {
        using RawServer server = RawServer.Start(RawReply.Json(
            """{"model":"m","text":"Hi","language":"en","segments":[{"text":"Hi","start":0.5,"end":null,"speaker_id":"s1","score":0.9},{"text":"x"}],"usage":{"prompt_tokens":1,"total_tokens":3,"prompt_audio_seconds":2}}"""));
        using MistralClient client = TestClient.For(server.BaseUri);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [1, 2, 0, 255]);
            List<long> told = [];

            TranscriptionResponse response = await client.Audio.TranscribeAsync(
                new TranscriptionRequest { Model = "m", Path = path, Temperature = 0.5, Diarize = true, ContextBias = ["Contoso", "größe"], TimestampGranularities = ["segment", "word"] },
                told.Add,
                cancellationToken: Cancellation);

            RawRequest sent = Assert.Single(server.Requests);
            Assert.Equal("POST /v1/audio/transcriptions HTTP/1.1", sent.Line);
            FormParser.Part[] parts = [.. FormParser.Parse(sent)];
            Assert.Equal(
                ["model=m", "temperature=0.5", "diarize=true", "context_bias=Contoso", "context_bias=größe", "timestamp_granularities=segment", "timestamp_granularities=word"],
                parts.Take(7).Select(p => $"{p.Name}={Encoding.UTF8.GetString(p.Content)}"));
            Assert.Equal(["file"], parts.Skip(7).Select(p => p.Name));
            Assert.Equal([1, 2, 0, 255], parts[7].Content);
            Assert.Equal(4, told[told.Count - 1]);
            Assert.Equal(("Hi", "en", "m", 3), (response.Text, response.Language, response.Model, response.Usage!.TotalTokens));
            Assert.Equal([new TranscriptionPart("Hi", 0.5, null, "s1", 0.9), new TranscriptionPart("x", null, null, null, null)], response.Segments);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_streamed_transcription_returns_its_events_and_ends_with_the_whole_text()
    {
        using RawServer server = RawServer.Start(RawReply.Events(
            ": ping\n\nevent: transcription.text.delta\ndata: {\"type\":\"transcription.text.delta\",\"text\":\"Hi \"}\n\ndata: {\"type\":\"new.one\"}\n\n" + Done));
        using MistralClient client = TestClient.For(server.BaseUri);
        List<AudioEvent> events = [];

        await foreach (AudioEvent item in client.Audio.StreamTranscriptionAsync(new TranscriptionRequest { Model = "m", FileId = "f1" }, cancellationToken: Cancellation))
        {
            events.Add(item);
        }

        Assert.Equal(["transcription.text.delta", "new.one", "transcription.done"], events.Select(e => e.Type));
        Assert.Equal("Hi there", AudioOperations.Read(events[2].Json)!.Text);
        Assert.Equal(["model=m", "file_id=f1", "stream=true"], FormParser.Parse(server.Requests[0]).Select(p => $"{p.Name}={Encoding.UTF8.GetString(p.Content)}"));
        Assert.Equal("text/event-stream", server.Requests[0].Header("Accept"));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("data: {\"type\":\"transcription.text.delta\",\"text\":\"Hi\"}\n\n", MistralErrorKind.Connection)]
    [InlineData("event: error\ndata: {\"message\":\"no\"}\n\n", MistralErrorKind.ServerError)]
    [InlineData("data: {\"object\":\"error\",\"message\":\"no\"}\n\n", MistralErrorKind.ServerError)]
    public async Task A_truncated_stream_is_an_error(string body, MistralErrorKind kind)
    {
        using RawServer server = RawServer.Start(RawReply.Events(body), RawReply.Events(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException ofText = await Assert.ThrowsAsync<MistralApiException>(async () =>
        {
            await foreach (AudioEvent _ in client.Audio.StreamTranscriptionAsync(new TranscriptionRequest { Model = "m", FileUrl = "https://example.com/a" }, cancellationToken: Cancellation))
            {
            }
        });
        MistralApiException ofSound = await Assert.ThrowsAsync<MistralApiException>(async () =>
        {
            await foreach (byte[] _ in client.Audio.StreamSpeechAsync(new SpeechRequest { Input = "Hi" }, cancellationToken: Cancellation))
            {
            }
        });

        Assert.Equal((kind, kind), (ofText.Kind, ofSound.Kind));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Speech_is_returned_at_once_or_in_pieces()
    {
        using RawServer server = RawServer.Start(
            RawReply.Json("""{"audio_data":"AQID"}"""),
            RawReply.Events("event: speech.audio.delta\ndata: {\"type\":\"speech.audio.delta\",\"audio_data\":\"AQ==\"}\n\nevent: speech.audio.delta\ndata: {\"audio_data\":\"AgM=\"}\n\nevent: speech.audio.done\ndata: {\"type\":\"speech.audio.done\"}\n\n"));
        using MistralClient client = TestClient.For(server.BaseUri);
        SpeechRequest request = new() { Input = "Hi \"you\"", Model = "m", VoiceId = "v", ResponseFormat = "wav" };

        byte[] whole = await client.Audio.SpeakAsync(request, cancellationToken: Cancellation);
        List<byte[]> pieces = [];
        await foreach (byte[] piece in client.Audio.StreamSpeechAsync(request, cancellationToken: Cancellation))
        {
            pieces.Add(piece);
        }

        Assert.Equal([1, 2, 3], whole);
        Assert.Equal([[1], [2, 3]], pieces);
        Assert.Equal(
            [
                """{"input":"Hi \"you\"","model":"m","voice_id":"v","response_format":"wav"}""",
                """{"input":"Hi \"you\"","model":"m","voice_id":"v","response_format":"wav","stream":true}""",
            ],
            server.Requests.Select(r => r.BodyText));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("{}")]
    [InlineData("""{"audio_data":""}""")]
    [InlineData("""{"audio_data":"***"}""")]
    [InlineData("""{"audio_data":null,"text":null}""")]
    public async Task A_response_without_sound_or_text_is_an_error(string body)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body), RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException ofSound = await Assert.ThrowsAsync<MistralApiException>(() => client.Audio.SpeakAsync(new SpeechRequest { Input = "Hi" }, cancellationToken: Cancellation));
        MistralApiException ofText = await Assert.ThrowsAsync<MistralApiException>(() => client.Audio.TranscribeAsync(new TranscriptionRequest { Model = "m", FileId = "f" }, cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.InvalidResponse, MistralErrorKind.InvalidResponse), (ofSound.Kind, ofText.Kind));
    }
}
