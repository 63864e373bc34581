using System;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Media;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Files;
using Mistral.PowerShell.Features.Ocr;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralOcr", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(OcrResult), typeof(PSObject))]
[Operation("POST", "/v1/ocr", Supplies = ["document", "model"])]
[Operation("POST", "/v1/files", IsSecondary = true, Supplies = ["file"])]
[Operation("DELETE", "/v1/files/{file_id}", IsSecondary = true, Supplies = ["file_id"])]
public sealed class InvokeMistralOcrCommand : FileSourceCommand
{
    private OcrFolder? _folder;
    private OcrAnnotations? _annotations;
    private string _options = string.Empty;

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OcrModelCompleter))]
    [Body("model")]
    public string Model { get; set; } = "mistral-ocr-latest";

    [Parameter]
    [ValidatePattern("^[0-9]+(-[0-9]+)?$")]
    [Body("pages", Separator = ",")]
    public string[]? Page { get; set; }

    [Parameter]
    [Body("include_image_base64")]
    public SwitchParameter IncludeImage { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Body("image_limit")]
    public int? ImageLimit { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Body("image_min_size")]
    public int? MinimumImageSize { get; set; }

    [Parameter]
    [Body("table_format")]
    public OcrTableFormat? TableFormat { get; set; }

    [Parameter]
    [Body("extract_header")]
    public SwitchParameter ExtractHeader { get; set; }

    [Parameter]
    [Body("extract_footer")]
    public SwitchParameter ExtractFooter { get; set; }

    [Parameter]
    [Body("include_blocks", IsNegated = true)]
    public SwitchParameter NoBlock { get; set; }

    [Parameter]
    [Body("confidence_scores_granularity")]
    public OcrConfidence? Confidence { get; set; }

    [Parameter]
    [ValidateNotNull]
    public object? Schema { get; set; }

    [Parameter]
    [ValidateNotNull]
    public Type? As { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("document_annotation_prompt")]
    public string? AnnotationPrompt { get; set; }

    [Parameter]
    [ValidateNotNull]
    public object? ImageSchema { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutDirectory { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter KeepFile { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _annotations = InvokeOrTerminate(() => OcrAnnotations.Create(Schema, As, ImageSchema, AnnotationPrompt, GetUnresolvedProviderPathFromPSPath));
        if (OutDirectory is not null)
        {
            _folder = InvokeOrTerminate(() => OcrFolder.Open(OutputFile.GetPath(SessionState.Path, OutDirectory)), ErrorCategory.WriteError);
            using MemoryStream options = new();
            CreateRequest(OcrDocument.OfFile(string.Empty)).CreateBody().CopyTo(options);
            _options = Sha256Text.OfBytes(options.ToArray());
        }
    }

    private protected override void StartFile(string file)
    {
        CheckFile(file, MediaKind.Document, "Split the document, or reduce the resolution of its images.");
        Start(new OcrSource(file, OcrSourceKind.Path));
    }

    private protected override void StartUri(string address) => Start(new OcrSource(address, OcrSourceKind.Uri));

    private protected override void StartUploaded(string id) => Start(new OcrSource(id, OcrSourceKind.FileId));

    private void Start(OcrSource source)
    {
        string? outFile = _folder?.GetPath(source, StopToken);
        if (outFile is not null && !Force && OcrFolder.FindForeign(outFile, _annotations!.IsDocument) is { } other)
        {
            WriteError(FileExistsException.NotOwn(other).ToRecord(source.Shown));
            return;
        }

        if (!ShouldProcess(source.Shown, outFile is null ? "Recognise the text" : $"Recognise the text, and write it to '{outFile}'"))
        {
            return;
        }

        object input = GetInput(source.Text);
        object target = GetTarget(source.Shown, input);
        RunEach(token => RecogniseAsync(source, outFile, input, target, token), target, ofFile: ErrorCategory.WriteError);
    }

    private async Task RecogniseAsync(OcrSource source, string? outFile, object input, object target, CancellationToken cancellationToken)
    {
        // The pipeline thread starts this method, and must not wait for the hash of a large file.
        if (outFile is not null && !Force
            && await Task.Run(() => OcrFolder.FindFinished(outFile, source, _options, cancellationToken), cancellationToken).ConfigureAwait(false) is { } finished)
        {
            await WriteResultAsync(
                annotation => new OcrResult { Source = source.Text, Markdown = finished.Markdown, Annotation = annotation, OutFile = outFile, IsSkipped = true },
                finished.Annotation,
                input,
                target).ConfigureAwait(false);
            return;
        }

        OcrUpload upload = new(Client, this, text => Post(() => WriteWarning(text)));
        OcrInput sent = source.Kind switch
        {
            OcrSourceKind.FileId => new OcrInput(OcrDocument.OfFile(source.Text)),
            OcrSourceKind.Uri => new OcrInput(source.IsImageUrl ? OcrDocument.OfImageUrl(source.Text) : OcrDocument.OfDocumentUrl(source.Text)),
            _ => await Task.Run(() => OcrUpload.FindImage(source.Text, isHashed: outFile is not null), cancellationToken).ConfigureAwait(false) ?? await upload.SendAsync(source.Text, KeepFile, cancellationToken).ConfigureAwait(false),
        };
        OcrResponse response;
        try
        {
            response = await Client.Ocr.ProcessAsync(CreateRequest(sent.Document), this, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (sent.UploadedId is { } uploaded && !KeepFile)
            {
                await upload.DeleteAsync(uploaded, cancellationToken).ConfigureAwait(false);
            }
        }

        decimal? cost = ActiveConnection.Meter.Count(response.Model, usage: null, Model, response.PagesProcessed ?? response.Pages.Count);
        PSObject[] pages = _annotations!.CreatePages(response);
        if (outFile is not null)
        {
            OcrFolder.Write(outFile, pages, response.DocumentAnnotation, new OcrRecord(Sha256Text.OfText(source.Text), sent.ContentHash, _options));
        }

        await WriteResultAsync(
            annotation => OcrResult.Create(response, source.Text, pages, annotation, outFile, source.Kind is OcrSourceKind.FileId ? source.Text : KeepFile ? sent.UploadedId : null, Model, cost),
            response.DocumentAnnotation,
            input,
            target).ConfigureAwait(false);
    }

    private async Task WriteResultAsync(Func<object?, OcrResult> create, string? annotation, object input, object target)
    {
        object?[] answers;
        try
        {
            // A type of PowerShell runs its code in the session.
            answers = await InvokeAsync(() => _annotations!.Convert(annotation, target, "Explain the fields with -AnnotationPrompt, or make fields optional with '?'. The exception's Answer property contains the text.")).ConfigureAwait(false);
        }
        catch (AnswerException e)
        {
            PostOrdered(() => WriteError(e.ToRecord()));
            if (Merge)
            {
                return;
            }

            // The text was paid for, and is written even if the annotation doesn't match.
            answers = [];
        }

        OcrResult result = create(answers.Length switch { 0 => null, 1 => answers[0], _ => answers });
        if (!Merge || !_annotations!.IsDocument)
        {
            await Pairing.WriteAsync(result, input, usage: null).ConfigureAwait(false);
            return;
        }

        // As with a chat, a row has the fields that were asked for, and not the text that they are from.
        foreach (object? answer in answers)
        {
            await Pairing.WriteAsync(answer, input, result.Usage).ConfigureAwait(false);
        }
    }

    private OcrRequest CreateRequest(OcrDocument document) => new()
    {
        Model = Model,
        Document = document,
        Pages = Page is null ? null : string.Join(",", Page),
        IncludeImageBase64 = IncludeImage || _folder is not null ? true : null,
        ImageLimit = ImageLimit,
        ImageMinSize = MinimumImageSize,
        BboxAnnotationFormat = _annotations!.Image,
        DocumentAnnotationFormat = _annotations.Document,
        DocumentAnnotationPrompt = AnnotationPrompt,
        TableFormat = TableFormat?.ToString().ToLowerInvariant(),
        ExtractHeader = ExtractHeader ? true : null,
        ExtractFooter = ExtractFooter ? true : null,
        IncludeBlocks = NoBlock ? false : null,
        ConfidenceScoresGranularity = Confidence?.ToString().ToLowerInvariant(),
    };
}
