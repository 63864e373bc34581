using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Audio;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralSpeech", SupportsShouldProcess = true)]
[OutputType(typeof(byte[]), typeof(FileInfo))]
[Operation("POST", "/v1/audio/speech")]
public sealed class InvokeMistralSpeechCommand : ThrottledCommand
{
    private OutputFiles? _outFiles;
    private string? _reference;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("Text")]
    [RequireText("InputObject", "Text")]
    [Body("input")]
    public string InputObject { get; set; } = string.Empty;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SpeechModelCompleter))]
    [Body("model")]
    public string Model { get; set; } = "voxtral-mini-tts-latest";

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<VoiceResource>))]
    [Id(typeof(VoiceResource))]
    [Alias("Voice")]
    [Body("voice_id")]
    public string? VoiceId { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("ref_audio")]
    public string? ReferencePath { get; set; }

    [Parameter]
    [Body("response_format")]
    public SpeechFormat? Format { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Body("metadata")]
    public IDictionary? Metadata { get; set; }

    [Parameter]
    [Body("stream")]
    public SwitchParameter Stream { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _reference = ReferencePath is null ? null : InvokeOrTerminate(() => VoiceSample.Read(new FileResolver(SessionState.Path), ReferencePath).Base64);
    }

    protected override void ProcessRecord()
    {
        string text = InputObject;
        _ = InvokeOrWriteError(
            () =>
            {
                if (string.IsNullOrWhiteSpace(text))
                {
                    throw new BlankTextException(text);
                }

                string? outFile = OutFile is null ? null : (_outFiles ??= new(SessionState.Path)).Add(OutFile);
                SpeechRequest request = new()
                {
                    Input = text,
                    Model = Model,
                    VoiceId = VoiceId,
                    RefAudio = _reference,
                    ResponseFormat = GetFormat(outFile)?.ToString().ToLowerInvariant(),
                    Metadata = Metadata is null ? null : PSJsonWriter.ToElement(Metadata),
                };
                if (outFile is null || ShouldProcess(outFile, "Write speech"))
                {
                    RunEach(token => SpeakAsync(request, outFile, token), text, ofFile: ErrorCategory.WriteError);
                }
            },
            text,
            ErrorCategory.WriteError);
    }

    // The extension of the file selects the format.
    private SpeechFormat? GetFormat(string? outFile) => Format ?? Path.GetExtension(outFile)?.ToLowerInvariant() switch
    {
        ".mp3" => SpeechFormat.Mp3,
        ".wav" => SpeechFormat.Wav,
        ".flac" => SpeechFormat.Flac,
        ".opus" => SpeechFormat.Opus,
        ".pcm" => SpeechFormat.Pcm,
        _ => null,
    };

    private async Task SpeakAsync(SpeechRequest request, string? outFile, CancellationToken cancellationToken)
    {
        if (outFile is null)
        {
            await foreach (byte[] sound in ReadAsync(request, cancellationToken).ConfigureAwait(false))
            {
                // One object; the pipeline would otherwise enumerate the bytes.
                await WriteAsync(sound).ConfigureAwait(false);
            }

            return;
        }

        using (PartialFile target = new(outFile))
        {
            await foreach (byte[] sound in ReadAsync(request, cancellationToken).ConfigureAwait(false))
            {
                target.Write(stream => stream.Write(sound, 0, sound.Length));
            }

            target.Commit();
        }

        await WriteAsync(new FileInfo(outFile)).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<byte[]> ReadAsync(SpeechRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Stream)
        {
            await foreach (byte[] sound in Client.Audio.StreamSpeechAsync(request, this, cancellationToken).ConfigureAwait(false))
            {
                yield return sound;
            }
        }
        else
        {
            yield return await Client.Audio.SpeakAsync(request, this, cancellationToken).ConfigureAwait(false);
        }

        _ = ActiveConnection.Meter.Count(Model, usage: null);
    }
}
