using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralEmbedding", DefaultParameterSetName = TextSet)]
[OutputType(typeof(Embedding))]
[Operation("POST", "/v1/embeddings", Supplies = ["model"])]
public sealed class GetMistralEmbeddingCommand : ThrottledCommand
{
    private const string TextSet = "Text";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private EmbeddingPack _pack = new();
    private int _sent;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = TextSet)]
    [ValidateNotNullOrEmpty]
    [Alias("Text")]
    [Text("Text", nameof(InputObject), "PSPath", "FullName", nameof(LiteralPath), LeavesFiles = true)]
    [Body("input")]
    public string[] InputObject { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "FullName")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [Body("model")]
    public string Model { get; set; } = "mistral-embed";

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [Body("output_dimension")]
    public int? Dimension { get; set; }

    [Parameter]
    [Body("output_dtype")]
    public EmbeddingDataType? DataType { get; set; }

    [Parameter]
    [Body("encoding_format")]
    public EmbeddingEncoding? EncodingFormat { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();

        // The API tells nowhere how it would write them, and whole numbers are short as they are.
        if (EncodingFormat is EmbeddingEncoding.Base64 && DataType is not (null or EmbeddingDataType.Float))
        {
            ThrowTerminatingError(ErrorRecords.From(MistralApiException.InvalidArgument("-EncodingFormat Base64 goes with -DataType Float only."), DataType));
        }
    }

    protected override void ProcessRecord()
    {
        if (!MyInvocation.ExpectingInput)
        {
            Expect(InputObject.Length);
        }

        foreach (string text in InputObject)
        {
            Add(new EmbeddingText(text));
        }

        InputFiles.ReadEach(this, Path, LiteralPath, file => Add(EmbeddingText.Read(file)));

        // What has come in the meantime need not wait until the next request is full.
        PumpWhile(static () => false);
    }

    protected override void EndProcessing()
    {
        if (_pack.Texts.Count > 0)
        {
            Send();
        }

        base.EndProcessing();
    }

    private void Add(EmbeddingText text)
    {
        if (!_pack.TryAdd(text))
        {
            Send();
            _ = _pack.TryAdd(text);
        }
    }

    private void Send()
    {
        EmbeddingPack pack = _pack;
        int first = _sent;
        _pack = new EmbeddingPack();
        _sent += pack.Texts.Count;
        RunEach(token => SendAsync(pack.Texts, first, token), target: null, pack.Texts.Count);
    }

    private async Task SendAsync(IReadOnlyList<EmbeddingText> texts, int first, CancellationToken cancellationToken)
    {
        EmbeddingRequest request = new()
        {
            Model = Model,
            Input = [.. texts.Select(t => t.Text)],
            OutputDimension = Dimension,
            OutputDtype = DataType?.ToString().ToLower(CultureInfo.InvariantCulture),
            EncodingFormat = EncodingFormat?.ToString().ToLower(CultureInfo.InvariantCulture),
        };
        EmbeddingReply reply;
        try
        {
            reply = await Client.Embeddings.CreateAsync(request, this, cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (texts.Count > 1 && IsTooLarge(e))
        {
            // How many tokens a text has only the server knows.
            int half = texts.Count / 2;
            await SendAsync([.. texts.Take(half)], first, cancellationToken).ConfigureAwait(false);
            await SendAsync([.. texts.Skip(half)], first + half, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (MistralApiException e)
        {
            // Here and not by whoever started it: half of a request may fail, and the other half not.
            PostInTurn(() => ReportFailure(e, texts.Count == 1 ? texts[0].Source : texts.Select(t => t.Source).ToArray()));
            return;
        }

        ActiveConnection.UsageCounter.Add(reply.Usage);
        foreach (EmbeddingVector vector in reply.Data)
        {
            Embedding embedding = new()
            {
                Text = texts[vector.Index].Text,
                Path = texts[vector.Index].Path,
                Vector = vector.Embedding,
                Index = first + vector.Index,
                DataType = DataType ?? EmbeddingDataType.Float,
                Model = reply.Model ?? Model,
            };
            await WriteAsync(embedding).ConfigureAwait(false);
        }
    }

    private static bool IsTooLarge(MistralApiException failure) =>
        failure.StatusCode == 413
        || (failure.StatusCode is 400 or 422 && Regex.IsMatch(failure.Message, "too (many|large|long|big)|exceed|maximum", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));
}
