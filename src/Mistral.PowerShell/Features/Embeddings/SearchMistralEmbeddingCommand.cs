using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Redaction;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Features.Embeddings;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Search, "MistralEmbedding", DefaultParameterSetName = EmbeddingSet)]
[OutputType(typeof(EmbeddingMatch))]
[Operation("POST", "/v1/embeddings", IsSecondary = true, Supplies = ["model", "input"])]
public sealed class SearchMistralEmbeddingCommand : ConnectedCmdlet
{
    private const string EmbeddingSet = "Embedding";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const int MaxUnfit = 100;

    private TopMatches? _best;
    private VectorSimilarity? _similarity;
    private EmbeddingKind _kind;
    private RequestGuard _guard = null!;

    // The embeddings that don't fit, up to a limit, until one fits. If none does, the query may be the reason.
    private readonly List<EmbeddingException> _unfit = [];
    private int _unfitCount;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    [EmbeddingQuery]
    public EmbeddingQuery? Query { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = EmbeddingSet)]
    [AllowEmptyCollection]
    [Alias("Embedding")]
    public Embedding[] InputObject { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("FullName", "PSPath")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; } = 10;

    [Parameter]
    [ValidateRange(-1.0, 1.0)]
    public double Minimum { get; set; } = -1;

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RedactionCompleter))]
    public object[]? Redact { get; set; }

    private TopMatches Best => _best ??= new TopMatches(Top, Minimum);

    protected override void BeginProcessing()
    {
        _guard = InvokeOrTerminate(() => new RequestGuard(this, Redact, cacheFor: null));

        // A query with a vector needs no request and no key.
        if (Query!.Text is not null)
        {
            base.BeginProcessing();
        }
    }

    protected override void ProcessRecord()
    {
        foreach (Embedding embedding in InputObject)
        {
            Consider(embedding);
        }

        InputFiles.ReadEach(this, Path, LiteralPath, Consider);
    }

    protected override void EndProcessing()
    {
        if (_unfitCount > 0)
        {
            ThrowTerminatingError(EmbeddingException.NoneFits(_unfit[0], _unfitCount, Query!).ToRecord());
        }

        foreach (EmbeddingMatch match in Best.Rank())
        {
            WriteObject(match);
        }
    }

    private void Consider(Embedding embedding)
    {
        EmbeddingKind kind = EmbeddingKind.Of(embedding);
        if (FindDifference(kind) is { } difference)
        {
            Refuse(EmbeddingException.Mismatch(difference, embedding));
        }
        else if (!TryCompare(kind, embedding.Vector, embedding, out double score))
        {
            WriteError(EmbeddingException.NoDirection(embedding).ToRecord());
        }
        else
        {
            ReportUnfit();
            if (Best.Wants(score))
            {
                Best.Add(score, embedding);
            }
        }
    }

    private void Consider(string path)
    {
        using EmbeddingFileReader set = EmbeddingFileReader.Open(path, StopToken);
        if (set.Count == 0)
        {
            return;
        }

        if (FindDifference(set.Kind) is { } difference)
        {
            throw EmbeddingException.Mismatch(difference, path);
        }

        while (set.Read())
        {
            if (!TryCompare(set.Kind, set.Vector, path, out double score))
            {
                WriteError(EmbeddingException.NoDirection(set.ToEmbedding()).ToRecord());
            }
            else if (Best.Wants(score))
            {
                Best.Add(score, set.ToEmbedding());
            }
        }
    }

    private void Refuse(EmbeddingException failure)
    {
        if (_similarity is not null)
        {
            WriteError(failure.ToRecord());
        }
        else if (++_unfitCount <= MaxUnfit)
        {
            _unfit.Add(failure);
        }
    }

    private void ReportUnfit()
    {
        if (_unfitCount == 0)
        {
            return;
        }

        foreach (EmbeddingException failure in _unfit)
        {
            WriteError(failure.ToRecord());
        }

        if (_unfitCount > MaxUnfit)
        {
            WriteError(EmbeddingException.MoreUnfit(_unfitCount - MaxUnfit, Query!).ToRecord());
        }

        _unfit.Clear();
        _unfitCount = 0;
    }

    // Before the first comparison, only the query determines the expected kind.
    private string? FindDifference(EmbeddingKind kind) => (_similarity is null ? Complete(kind) : _kind).FindDifference(kind);

    // The kind of the query; missing properties come from the first embedding that is compared.
    private EmbeddingKind Complete(EmbeddingKind kind) => new(Query!.Model ?? kind.Model, Query.DataType ?? kind.DataType, Query.Vector?.Length ?? kind.Length);

    private bool TryCompare(EmbeddingKind kind, ReadOnlySpan<float> vector, object source, out double score)
    {
        if (_similarity is null)
        {
            // A refused embedding must not determine the kind of the others.
            if (!new VectorSimilarity(vector.ToArray(), kind.DataType).TryCompare(vector, out score))
            {
                return false;
            }

            _similarity = PrepareQuery(kind, source);
            _kind = Complete(kind);
        }

        if (!_similarity.TryCompare(vector, out score))
        {
            return false;
        }

        // The first embedding with a known model determines the model of the others.
        _kind = _kind with { Model = _kind.Model ?? kind.Model };
        return true;
    }

    private VectorSimilarity PrepareQuery(EmbeddingKind kind, object source)
    {
        float[] vector = Query!.Vector ?? Embed(Query.Text!, kind, source);
        if (vector.Length != kind.Length)
        {
            ThrowTerminatingError(EmbeddingException.Mismatch($"has {kind.Length} numbers, but that of the query has {vector.Length}", source).ToRecord());
        }

        VectorSimilarity similarity = new(vector, kind.DataType);
        if (!similarity.TryCompare(vector, out _))
        {
            ThrowTerminatingError(EmbeddingException.NoDirection(Query).ToRecord());
        }

        return similarity;
    }

    private float[] Embed(string text, EmbeddingKind kind, object source)
    {
        if (kind.Model is null)
        {
            ThrowTerminatingError(EmbeddingException.UnknownModel(source).ToRecord());
        }

        float[] vector = [];
        RunAsync(async token => vector = await EmbedAsync(text, kind, token).ConfigureAwait(false), target: text, isOfConnection: true);
        return vector;
    }

    private async Task<float[]> EmbedAsync(string text, EmbeddingKind kind, CancellationToken cancellationToken)
    {
        EmbeddingRequest request = new()
        {
            Model = kind.Model!,
            Input = [RedactQuery(text)],
            OutputDtype = kind.DataType is EmbeddingDataType.Float ? null : kind.DataType.ToString().ToLower(CultureInfo.InvariantCulture),
        };
        float[] vector = await EmbedAsync(request, cancellationToken).ConfigureAwait(false);
        if (vector.Length == kind.Length)
        {
            return vector;
        }

        // The set has another length than the default. The dimension isn't sent at first, because not all models support it.
        int numbers = kind.DataType is EmbeddingDataType.Binary or EmbeddingDataType.UBinary ? kind.Length * VectorSimilarity.BitsPerNumber : kind.Length;
        return await EmbedAsync(request with { OutputDimension = numbers }, cancellationToken).ConfigureAwait(false);
    }

    private string RedactQuery(string text)
    {
        if (Redact is null)
        {
            return text;
        }

        RedactionCount count = new();
        string redacted = _guard.Redact(text, count);
        _guard.Report("the query", count);
        return redacted;
    }

    private async Task<float[]> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        EmbeddingReply reply = await Client.Embeddings.CreateAsync(request, this, cancellationToken).ConfigureAwait(false);
        _ = ActiveConnection.Meter.Count(reply.Model, reply.Usage, request.Model);
        return reply.Data[0].Embedding;
    }
}
