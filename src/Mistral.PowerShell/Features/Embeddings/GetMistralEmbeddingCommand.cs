using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Cache;
using Mistral.PowerShell.AI.Redaction;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Features.Embeddings;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralEmbedding", DefaultParameterSetName = TextSet)]
[OutputType(typeof(Embedding))]
[Operation("POST", "/v1/embeddings", Supplies = ["model"])]
public sealed class GetMistralEmbeddingCommand : ThrottledCommand
{
    private const string TextSet = "Text";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private InputPacks<EmbeddingText>? _packs;
    private int _seen;
    private bool _isPathTold;
    private RequestGuard _guard = null!;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = TextSet)]
    [AllowNull]
    [AllowEmptyString]
    [Alias("Text")]
    [RequireText("Text", nameof(InputObject), "PSPath", "FullName", nameof(LiteralPath), LeavesFiles = true, Flattens = true)]
    [Body("input")]
    public string[]? InputObject { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("FullName", "PSPath")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EmbeddingModelCompleter))]
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

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RedactionCompleter))]
    public object[]? Redact { get; set; }

    [Parameter]
    [Duration]
    public TimeSpan? CacheFor { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _guard = InvokeOrTerminate(() => new RequestGuard(this, Redact, CacheFor));
        PackedRequests<EmbeddingText, (EmbeddingReply Reply, bool IsFromCache)> requests = new(SendAsync, WriteAsync, Report);
        _packs = new(EmbeddingBudget.MaxTexts, EmbeddingBudget.MaxTokens, t => EmbeddingBudget.EstimateTokens(t.Text), pack => RunEach(token => requests.RunAsync(pack, token), target: null, pack.Count));

        // The base64 format of integers is undocumented, and integers are short without it.
        if (EncodingFormat is EmbeddingEncoding.Base64 && DataType is not (null or EmbeddingDataType.Float))
        {
            ThrowTerminatingError(ErrorRecords.From(MistralApiException.InvalidArgument("-EncodingFormat Base64 can be used only with -DataType Float."), DataType));
        }
    }

    protected override void ProcessRecord()
    {
        string[] texts = InputObject ?? [string.Empty];
        if (!MyInvocation.ExpectingInput)
        {
            Expect(texts.Count(t => !string.IsNullOrWhiteSpace(t)));
        }

        foreach (string text in texts)
        {
            int index = _seen++;
            if (string.IsNullOrWhiteSpace(text))
            {
                WriteError(new BlankTextException(text).ToRecord());
            }
            else
            {
                WarnOfPath(text);
                _packs!.Add(new EmbeddingText(text, index));
            }
        }

        foreach (string path in Path ?? [])
        {
            AddFiles([path], null);
        }

        foreach (string path in LiteralPath ?? [])
        {
            AddFiles(null, [path]);
        }

        // Results that have arrived are written now, not when the next request is full.
        PumpWhile(static () => false);
    }

    protected override void EndProcessing()
    {
        _packs!.Flush();
        base.EndProcessing();
    }

    // The name of a file says little, and its text is what was meant.
    private void WarnOfPath(string text)
    {
        const int MaxLength = 260;
        if (!_isPathTold && text.Length <= MaxLength && FileResolver.IsFile(SessionState.Path, text))
        {
            _isPathTold = true;
            WriteWarning($"'{text}' is the path of a file, and the path itself is embedded as text. To embed what is in the file, use -Path, or pipe the file: Get-Item.");
        }
    }

    private void AddFiles(string[]? path, string[]? literalPath)
    {
        int before = _seen;
        InputFiles.ReadEach(this, path, literalPath, file => _packs!.Add(EmbeddingText.Read(file, _seen++)));
        if (_seen == before)
        {
            // A path without a file counts as an input too.
            _seen++;
        }
    }

    private EmbeddingRequest ToRequest(IReadOnlyList<EmbeddingText> texts) => new()
    {
        Model = Model,
        Input = Redact is null ? [.. texts.Select(t => t.Text)] : RedactEach(texts),
        OutputDimension = Dimension,
        OutputDtype = DataType?.ToString().ToLower(CultureInfo.InvariantCulture),
        EncodingFormat = EncodingFormat?.ToString().ToLower(CultureInfo.InvariantCulture),
    };

    private async Task<(EmbeddingReply Reply, bool IsFromCache)> SendAsync(IReadOnlyList<EmbeddingText> texts, CancellationToken cancellationToken)
    {
        ExchangeRoute? route = _guard.CreateRoute(redactor: null);
        EmbeddingReply reply = await (route?.Endpoints.Embeddings ?? Client.Embeddings).CreateAsync(ToRequest(texts), this, cancellationToken).ConfigureAwait(false);
        return (reply, route?.IsFromCache is true);
    }

    // Each text has its own marks, so that its vector doesn't depend on the texts in the same request.
    private string[] RedactEach(IReadOnlyList<EmbeddingText> texts)
    {
        RedactionCount count = new();
        string[] redacted = [.. texts.Select(t => _guard.Redact(t.Text, count))];
        _guard.Report(Core.Text.Count.Of(texts.Count, "text"), count);
        return redacted;
    }

    private async Task WriteAsync(IReadOnlyList<EmbeddingText> texts, (EmbeddingReply Reply, bool IsFromCache) received)
    {
        (EmbeddingReply reply, bool isFromCache) = received;
        if (!isFromCache)
        {
            _ = ActiveConnection.Meter.Count(reply.Model, reply.Usage, Model);
        }

        foreach (EmbeddingVector vector in reply.Data)
        {
            EmbeddingText text = texts[vector.Index];
            Embedding embedding = new()
            {
                Text = text.Text,
                Path = text.Path,
                Vector = vector.Embedding,
                Index = text.Index,
                DataType = DataType ?? EmbeddingDataType.Float,
                Model = reply.Model ?? Model,
                FromCache = isFromCache,
            };
            await WriteAsync(embedding).ConfigureAwait(false);
        }
    }

    private void Report(MistralApiException failure, IReadOnlyList<EmbeddingText> texts) =>
        PostOrdered(() => ReportPack(failure, [.. texts.Select(t => t.Source)], "texts have no vector"));
}
