using System;
using System.Collections.Generic;
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
[OutputType(typeof(Transcription), typeof(TranscriptionDelta))]
[Operation("POST", "/v1/audio/transcriptions", Supplies = ["model"])]
public sealed class InvokeMistralTranscriptionCommand : FileSourceCommand
{
    private const int MaxWords = 100;

    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);
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

    // A property of the pipeline's object binds in no default set: PowerShell would look for no other set then.
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    [Parameter]
    [Body("stream")]
    public SwitchParameter Stream { get; set; }

    private protected override bool ReportsProgress => false;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InvokeOrTerminate(() => CheckWords(ContextBias));
        _progress = new TransferProgress(StartProgress("Transcribing"));
    }

    private protected override void StartFile(string file)
    {
        InputFiles.CheckLength(file, MediaKind.Audio.MaximumBytes, "Split the recording, or compress it.");
        Start(file, new TranscriptionRequest { Model = Model, Path = file });
    }

    private protected override void StartUri(string address) => Start(address, new TranscriptionRequest { Model = Model, FileUrl = address });

    private protected override void StartUploaded(string id) => Start(id, new TranscriptionRequest { Model = Model, FileId = id });

    private static void CheckWords(string[] words)
    {
        if (Array.Find(words, w => !Regex.IsMatch(w, @"^[^,\s]+\z")) is { } word)
        {
            throw MistralApiException.InvalidArgument($"'{word}' in -ContextBias must not contain white space or a comma. Give each word by itself.");
        }

        if (words.Length > MaxWords)
        {
            throw MistralApiException.InvalidArgument($"-ContextBias must not have more than {MaxWords} words, and has {words.Length}.");
        }
    }

    private void Start(string source, TranscriptionRequest request) => InvokeOrWriteError(
        () =>
        {
            string? outFile = OutFile is null ? null : GetOutFile(OutFile);
            TimestampGranularity[] timestamps = Timestamp.Length == 0 && outFile is not null && TranscriptText.NeedsTimes(outFile) ? [TimestampGranularity.Segment] : Timestamp;
            if (Language is not null && timestamps.Length > 0)
            {
                throw MistralApiException.InvalidArgument("-Language can't be used with -Timestamp or a subtitle file: the API takes one of them.");
            }

            if (ShouldProcess(source, outFile is null ? "Transcribe" : $"Transcribe, and write '{outFile}'"))
            {
                RunEach(
                    token => TranscribeAsync(source, outFile, request with
                    {
                        Language = Language?.ToLowerInvariant(),
                        Temperature = Temperature,
                        Diarize = Diarize,
                        ContextBias = ContextBias,
                        TimestampGranularities = [.. timestamps.Distinct().Select(t => t.ToString().ToLowerInvariant())],
                    }, token),
                    source);
            }
        },
        source,
        ErrorCategory.WriteError);

    private string GetOutFile(string path)
    {
        string file = TranscriptText.Check(OutputFile.GetPath(SessionState.Path, path));
        OutputFile.CheckPlace(file, overwrite: true, force: false);
        return _written.Add(file) ? file : throw FileExistsException.TwiceInRun(file);
    }

    private async Task TranscribeAsync(string source, string? outFile, TranscriptionRequest request, CancellationToken cancellationToken)
    {
        Action<long>? follow = request.Path is null ? null : _progress!.Begin(new FileInfo(request.Path).Length);
        try
        {
            if (Stream)
            {
                await StreamAsync(source, outFile, request, follow, cancellationToken).ConfigureAwait(false);
                return;
            }

            TranscriptionResponse response = await Client.Audio.TranscribeAsync(request, follow, this, cancellationToken).ConfigureAwait(false);
            await WriteAsync(Finish(response, source, outFile)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            PostOrdered(() => ReportFailure(e, source, ofFile: ErrorCategory.WriteError));
        }
        finally
        {
            if (follow is not null)
            {
                _progress!.End();
            }
        }
    }

    private async Task StreamAsync(string source, string? outFile, TranscriptionRequest request, Action<long>? follow, CancellationToken cancellationToken)
    {
        await foreach (AudioEvent item in Client.Audio.StreamTranscriptionAsync(request, follow, this, cancellationToken).ConfigureAwait(false))
        {
            TranscriptionPart part = AudioOperations.ReadPart(item.Json);
            TranscriptionDelta delta = item.Type switch
            {
                "transcription.text.delta" => new TranscriptionDelta { Type = "text", Text = part.Text },
                "transcription.segment" => new TranscriptionDelta { Type = "segment", Segment = Convert(part) },
                "transcription.language" => new TranscriptionDelta { Type = "language", Language = JsonFields.GetText(item.Json, "audio_language") },
                AudioEvent.TranscriptionDone => new TranscriptionDelta
                {
                    Type = "done",
                    Transcription = Finish(AudioOperations.Read(item.Json) ?? throw new MistralApiException(MistralErrorKind.InvalidResponse, "The stream ended without the text of the recording."), source, outFile),
                },
                _ => new TranscriptionDelta { Type = item.Type },
            };
            await WriteAsync(delta).ConfigureAwait(false);
        }
    }

    private Transcription Finish(TranscriptionResponse response, string source, string? outFile)
    {
        ActiveConnection.UsageCounter.Add(response.Usage);
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
