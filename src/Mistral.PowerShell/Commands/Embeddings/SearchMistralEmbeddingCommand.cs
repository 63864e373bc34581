using System.Globalization;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Search, "MistralEmbedding", DefaultParameterSetName = EmbeddingSet)]
[OutputType(typeof(EmbeddingMatch))]
[Operation("POST", "/v1/embeddings", IsBorrowed = true, Supplies = ["model", "input"])]
public sealed class SearchMistralEmbeddingCommand : ConnectedCmdlet
{
    private const string EmbeddingSet = "Embedding";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const int BitsPerNumber = 8;

    private BestEmbeddings? _best;
    private VectorSimilarity? _similarity;
    private EmbeddingKind _kind;

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
    [Alias("PSPath", "FullName")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; } = 10;

    [Parameter]
    [ValidateRange(-1.0, 1.0)]
    public double Minimum { get; set; } = -1;

    private BestEmbeddings Best => _best ??= new BestEmbeddings(Top, Minimum);

    protected override void BeginProcessing()
    {
        // With a vector nothing is sent, and no key is needed.
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
        foreach (EmbeddingMatch match in Best.Rank())
        {
            WriteObject(match);
        }
    }

    private void Consider(Embedding embedding)
    {
        EmbeddingKind kind = EmbeddingKind.Of(embedding);
        VectorSimilarity similarity = GetSimilarity(kind, embedding);
        if (_kind.FindDifference(kind) is { } difference)
        {
            WriteError(EmbeddingException.Mismatch(difference, embedding).ToRecord());
        }
        else if (!similarity.TryCompare(embedding.Vector, out double score))
        {
            WriteError(EmbeddingException.NoDirection(embedding).ToRecord());
        }
        else
        {
            Know(kind);
            if (Best.Wants(score))
            {
                Best.Add(score, embedding);
            }
        }
    }

    // The first whose model is known says of which model the others have to be.
    private void Know(EmbeddingKind kind) => _kind = _kind with { Model = _kind.Model ?? kind.Model };

    private void Consider(string path)
    {
        using EmbeddingFileReader set = EmbeddingFileReader.Open(path, StopToken);
        if (set.Count == 0)
        {
            return;
        }

        VectorSimilarity similarity = GetSimilarity(set.Kind, path);
        if (_kind.FindDifference(set.Kind) is { } difference)
        {
            throw EmbeddingException.Mismatch(difference, path);
        }

        Know(set.Kind);

        while (set.Read())
        {
            if (!similarity.TryCompare(set.Vector, out double score))
            {
                WriteError(EmbeddingException.NoDirection(set.ToEmbedding()).ToRecord());
            }
            else if (Best.Wants(score))
            {
                Best.Add(score, set.ToEmbedding());
            }
        }
    }

    // The first vector of the set tells what the others are like, and the query with them.
    private VectorSimilarity GetSimilarity(EmbeddingKind kind, object source)
    {
        if (_similarity is null)
        {
            EmbeddingQuery query = Query!;
            float[] vector = query.Vector ?? Embed(query.Text!, kind, source);
            _kind = new EmbeddingKind(query.Model ?? kind.Model, query.DataType ?? kind.DataType, vector.Length);
            VectorSimilarity similarity = new(vector, _kind.DataType);
            if (!similarity.TryCompare(vector, out _))
            {
                ThrowTerminatingError(EmbeddingException.NoDirection(query).ToRecord());
            }

            _similarity = similarity;
        }

        return _similarity;
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
            Input = [text],
            OutputDtype = kind.DataType is EmbeddingDataType.Float ? null : kind.DataType.ToString().ToLower(CultureInfo.InvariantCulture),
        };
        float[] vector = await EmbedAsync(request, cancellationToken).ConfigureAwait(false);
        if (vector.Length == kind.Length)
        {
            return vector;
        }

        // The length of the set was chosen. It is not asked for at once, since not all models let it be chosen.
        int numbers = kind.DataType is EmbeddingDataType.Binary or EmbeddingDataType.UBinary ? kind.Length * BitsPerNumber : kind.Length;
        return await EmbedAsync(request with { OutputDimension = numbers }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<float[]> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        EmbeddingReply reply = await Client.Embeddings.CreateAsync(request, this, cancellationToken).ConfigureAwait(false);
        ActiveConnection.UsageCounter.Add(reply.Usage);
        return reply.Data[0].Embedding;
    }
}
