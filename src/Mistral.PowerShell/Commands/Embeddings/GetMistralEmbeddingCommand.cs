using System.Globalization;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralEmbedding")]
[OutputType(typeof(Embedding))]
[Operation("POST", "/v1/embeddings", Supplies = ["model"])]
public sealed class GetMistralEmbeddingCommand : ConnectedCmdlet
{
    private EmbeddingPack _pack = new();
    private int _sent;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [Alias("Text")]
    [Text]
    [Body("input")]
    public string[] InputObject { get; set; } = [];

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

    protected override void ProcessRecord()
    {
        foreach (string text in InputObject)
        {
            if (!_pack.TryAdd(text))
            {
                Send();
                _ = _pack.TryAdd(text);
            }
        }
    }

    protected override void EndProcessing()
    {
        if (_pack.Texts.Count > 0)
        {
            Send();
        }
    }

    private void Send()
    {
        EmbeddingPack pack = _pack;
        int first = _sent;
        _pack = new EmbeddingPack();
        _sent += pack.Texts.Count;
        RunAsync(token => SendAsync(pack, first, token), target: pack.Texts);
    }

    private async Task SendAsync(EmbeddingPack pack, int first, CancellationToken cancellationToken)
    {
        EmbeddingRequest request = new()
        {
            Model = Model,
            Input = pack.Texts,
            OutputDimension = Dimension,
            OutputDtype = DataType?.ToString().ToLower(CultureInfo.InvariantCulture),
        };
        EmbeddingReply reply = await Client.Embeddings.CreateAsync(request, this, cancellationToken).ConfigureAwait(false);
        ActiveConnection.UsageCounter.Add(reply.Usage);
        foreach (EmbeddingVector vector in reply.Data)
        {
            Embedding embedding = new()
            {
                Text = pack.Texts[vector.Index],
                Vector = vector.Embedding,
                Index = first + vector.Index,
                Model = reply.Model ?? Model,
            };
            await WriteAsync(embedding).ConfigureAwait(false);
        }
    }
}
