using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Features.Files;
using Mistral.PowerShell.Features.Ocr;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralOcr", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(OcrResult))]
[Operation("POST", "/v1/ocr", Supplies = ["document", "model"])]
[Operation("POST", "/v1/files", IsSecondary = true, Supplies = ["file"])]
[Operation("DELETE", "/v1/files/{file_id}", IsSecondary = true, Supplies = ["file_id"])]
public sealed class InvokeMistralOcrCommand : FileSourceCommand
{
    private OcrFolder? _folder;
    private OcrAnnotations? _annotations;

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
        _folder = OutDirectory is null ? null : InvokeOrTerminate(() => OcrFolder.Open(OutputFile.GetPath(SessionState.Path, OutDirectory)), ErrorCategory.WriteError);
    }

    private protected override void StartFile(string file)
    {
        OcrUpload.Check(file);
        Start(new OcrSource(file, OcrSourceKind.Path));
    }

    private protected override void StartUri(string address) => Start(new OcrSource(address, OcrSourceKind.Uri));

    private protected override void StartUploaded(string id) => Start(new OcrSource(id, OcrSourceKind.FileId));

    private void Start(OcrSource source)
    {
        string? outFile = _folder?.GetPath(source);
        if (!ShouldProcess(source.Shown, outFile is null ? "Recognise the text" : $"Recognise the text, and write it to '{outFile}'"))
        {
            return;
        }

        RunEach(
            async token =>
            {
                try
                {
                    await RecogniseAsync(source, outFile, token).ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    PostOrdered(() => ReportFailure(e, source.Shown, ofFile: ErrorCategory.WriteError));
                }
            },
            source.Shown);
    }

    private async Task RecogniseAsync(OcrSource source, string? outFile, CancellationToken cancellationToken)
    {
        if (outFile is not null && !Force && OcrFolder.FindFinished(outFile, source) is { } finished)
        {
            await WriteAsync(new OcrResult
            {
                Source = source.Text,
                Markdown = finished.Markdown,
                Annotation = Annotate(finished.Annotation, source),
                OutFile = outFile,
                IsSkipped = true,
            }).ConfigureAwait(false);
            return;
        }

        OcrUpload upload = new(Client, this, text => Post(() => WriteWarning(text)));
        OcrDocument? document = source.Kind switch
        {
            OcrSourceKind.FileId => OcrDocument.OfFile(source.Text),
            OcrSourceKind.Uri => source.IsImageUrl ? OcrDocument.OfImageUrl(source.Text) : OcrDocument.OfDocumentUrl(source.Text),
            _ => OcrUpload.FindImage(source.Text),
        };
        string? uploaded = document is null ? await upload.SendAsync(source.Text, cancellationToken).ConfigureAwait(false) : null;
        OcrResponse response;
        try
        {
            response = await Client.Ocr.ProcessAsync(CreateRequest(document ?? OcrDocument.OfFile(uploaded!)), this, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (uploaded is not null && !KeepFile)
            {
                await upload.DeleteAsync(uploaded, cancellationToken).ConfigureAwait(false);
            }
        }

        ActiveConnection.UsageCounter.Add(usage: null);
        PSObject[] pages = [.. response.Pages.Select(p => (PSObject)ResourceAttribute.Of(typeof(OcrPageResource)).Read(p)!)];
        foreach (PSObject page in pages)
        {
            _annotations!.AnnotateImages(page);
        }

        if (outFile is not null)
        {
            OcrFolder.Write(outFile, pages, response.DocumentAnnotation);
        }

        await WriteAsync(new OcrResult
        {
            Source = source.Text,
            Markdown = OcrFolder.Join(pages),
            Pages = pages,
            Annotation = Annotate(response.DocumentAnnotation, source),
            PageCount = response.PagesProcessed,
            OutFile = outFile,
            FileId = source.Kind is OcrSourceKind.FileId ? source.Text : KeepFile ? uploaded : null,
            Model = response.Model ?? Model,
        }).ConfigureAwait(false);
    }

    // The text was paid for, and is written even if the annotation doesn't match.
    private object? Annotate(string? text, OcrSource source)
    {
        try
        {
            return _annotations!.Convert(text, source.Shown);
        }
        catch (AnswerException e)
        {
            PostOrdered(() => WriteError(e.ToRecord()));
            return null;
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
