using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Media;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Audio;
using Mistral.PowerShell.Features.Files;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralTranscription", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(Transcription), typeof(TranscriptionDelta), typeof(PSObject))]
[Operation("POST", "/v1/audio/transcriptions", Supplies = ["model"])]
public sealed class InvokeMistralTranscriptionCommand : FileSourceCommand
{
    private const int MaxWords = 100;

    private OutputFiles? _outFiles;
    private TransferProgress? _progress;

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TranscriptionModelCompleter))]
    [Body("model")]
    public string Model { get; set; } = "voxtral-mini-latest";

    [Parameter]
    [ValidatePattern("^[a-zA-Z]{2}$")]
    [Body("language")]
    public string? Language { get; set; }

    [Parameter]
    [ValidateRange(0.0, double.MaxValue)]
    [Body("temperature")]
    public double? Temperature { get; set; }

    [Parameter]
    [Body("diarize")]
    public SwitchParameter Diarize { get; set; }

    [Parameter]
    [Body("timestamp_granularities")]
    public TimestampGranularity[] Timestamp { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("context_bias")]
    public string[] ContextBias { get; set; } = [];

    // It isn't bound by property name in the default set, because PowerShell would then not try the other sets.
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    [Parameter]
    [Body("stream")]
    public SwitchParameter Stream { get; set; }

    /// <summary>Whether the host shows the text while it is transcribed.</summary>
    [Parameter]
    public SwitchParameter Show { get; set; }

    private protected override bool ReportsProgress => false;

    private protected override bool IsStream => Stream;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InvokeOrTerminate(() => CheckOptions());
        _progress = new TransferProgress(StartProgress("Transcribing"));
    }

    private protected override void StartFile(string file)
    {
        CheckFile(file, MediaKind.Audio, "Split the recording, or compress it.");
        Start(file, new TranscriptionRequest { Model = Model, Path = file });
    }

    private protected override void StartUri(string address) => Start(address, new TranscriptionRequest { Model = Model, FileUrl = address });

    private protected override void StartUploaded(string id) => Start(id, new TranscriptionRequest { Model = Model, FileId = id });

    private void CheckOptions()
    {
        if (Show && Stream)
        {
            throw MistralApiException.InvalidArgument("-Show can't be combined with -Stream: it returns the complete transcription, not pieces.");
        }

        if (Array.Find(ContextBias, w => !Regex.IsMatch(w, @"^[^,\s]+\z")) is { } word)
        {
            throw MistralApiException.InvalidArgument($"'{word}' in -ContextBias must not contain white space or a comma. Give each word by itself.");
        }

        if (ContextBias.Length > MaxWords)
        {
            throw MistralApiException.InvalidArgument($"-ContextBias must not have more than {MaxWords} words, and has {ContextBias.Length}.");
        }
    }

    private void Start(string source, TranscriptionRequest request) => InvokeOrWriteError(
        () =>
        {
            string? outFile = OutFile is null ? null : (_outFiles ??= new(SessionState.Path)).Add(TranscriptText.Check(OutFile));
            TimestampGranularity[] timestamps = Timestamp.Length == 0 && outFile is not null && TranscriptText.NeedsTimes(outFile) ? [TimestampGranularity.Segment] : Timestamp;
            if (Language is not null && timestamps.Length > 0)
            {
                throw MistralApiException.InvalidArgument("-Language can't be used with -Timestamp or a subtitle file: the API takes one of them.");
            }

            if (ShouldProcess(source, outFile is null ? "Transcribe" : $"Transcribe, and write '{outFile}'"))
            {
                object input = GetInput(source);
                object target = GetTarget(source, input);
                RunEach(
                    token => TranscribeAsync(source, outFile, input, request with
                    {
                        Language = Language?.ToLowerInvariant(),
                        Temperature = Temperature,
                        Diarize = Diarize,
                        ContextBias = ContextBias,
                        TimestampGranularities = [.. timestamps.Distinct().Select(t => t.ToString().ToLowerInvariant())],
                    }, token),
                    target,
                    ofFile: ErrorCategory.WriteError);
            }
        },
        GetTarget(source, GetInput(source)),
        ErrorCategory.WriteError);

    private async Task TranscribeAsync(string source, string? outFile, object input, TranscriptionRequest request, CancellationToken cancellationToken)
    {
        Action<long>? follow = request.Path is null ? null : _progress!.Begin(new FileInfo(request.Path).Length);
        try
        {
            if (!Stream && !Show)
            {
                TranscriptionResponse response = await Client.Audio.TranscribeAsync(request, follow, this, cancellationToken).ConfigureAwait(false);
                await Pairing.WriteAsync(Finish(response, source, outFile), input, usage: null).ConfigureAwait(false);
                return;
            }

            await foreach (AudioEvent item in Client.Audio.StreamTranscriptionAsync(request, follow, this, cancellationToken).ConfigureAwait(false))
            {
                TranscriptionDelta delta = CreateDelta(item, source, outFile);
                if (Stream)
                {
                    await Pairing.WriteAsync(delta, input, usage: null).ConfigureAwait(false);
                }
                else if (delta.Transcription is { } whole)
                {
                    HostText.Show(this, "\n");
                    await Pairing.WriteAsync(whole, input, usage: null).ConfigureAwait(false);
                }
                else if (delta.Text is { Length: > 0 } text)
                {
                    HostText.Show(this, text);
                }
            }
        }
        finally
        {
            if (follow is not null)
            {
                _progress!.End();
            }
        }
    }

    private TranscriptionDelta CreateDelta(AudioEvent item, string source, string? outFile) => item.Type switch
    {
        "transcription.text.delta" => new TranscriptionDelta { Type = "text", Text = AudioOperations.ReadPart(item.Json).Text },
        "transcription.segment" => new TranscriptionDelta { Type = "segment", Segment = Convert(AudioOperations.ReadPart(item.Json)) },
        "transcription.language" => new TranscriptionDelta { Type = "language", Language = JsonFields.GetText(item.Json, "audio_language") },
        AudioEvent.TranscriptionDone => new TranscriptionDelta
        {
            Type = "done",
            Transcription = Finish(AudioOperations.Read(item.Json) ?? throw new MistralApiException(MistralErrorKind.InvalidResponse, "The stream ended without the text of the recording."), source, outFile),
        },
        _ => new TranscriptionDelta { Type = item.Type },
    };

    private Transcription Finish(TranscriptionResponse response, string source, string? outFile)
    {
        _ = ActiveConnection.Meter.Count(response.Model, response.Usage, Model);
        Transcription transcription = new()
        {
            Text = response.Text,
            Segments = [.. response.Segments.Select(Convert)],
            Language = response.Language,
            Source = source,
            OutFile = outFile,
            Model = response.Model ?? Model,
            Usage = ModelCommand.CreateUsage(response.Usage),
        };
        if (outFile is not null)
        {
            TranscriptText.Write(outFile, transcription);
        }

        return transcription;
    }

    private static TranscriptionSegment Convert(TranscriptionPart part) => new()
    {
        Text = part.Text,
        Start = ToTime(part.Start),
        End = ToTime(part.End),
        Speaker = part.SpeakerId,
        Score = part.Score,
    };

    private static TimeSpan? ToTime(double? seconds) => seconds is >= 0 and < 1e9 ? TimeSpan.FromMilliseconds(Math.Round(seconds.Value * 1000)) : null;
}
