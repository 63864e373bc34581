using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralEmbedding")]
[OutputType(typeof(Embedding))]
[Operation("POST", "/v1/embeddings", Supplies = ["model"])]
public sealed class GetMistralEmbeddingCommand : ThrottledCommand
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

        base.EndProcessing();
    }

    private void Send()
    {
        EmbeddingPack pack = _pack;
        int first = _sent;
        _pack = new EmbeddingPack();
        _sent += pack.Texts.Count;
        RunEach(token => SendAsync(pack.Texts, first, token), target: pack.Texts);
    }

    private async Task SendAsync(IReadOnlyList<string> texts, int first, CancellationToken cancellationToken)
    {
        EmbeddingRequest request = new()
        {
            Model = Model,
            Input = texts,
            OutputDimension = Dimension,
            OutputDtype = DataType?.ToString().ToLower(CultureInfo.InvariantCulture),
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

        ActiveConnection.UsageCounter.Add(reply.Usage);
        foreach (EmbeddingVector vector in reply.Data)
        {
            Embedding embedding = new()
            {
                Text = texts[vector.Index],
                Vector = vector.Embedding,
                Index = first + vector.Index,
                Model = reply.Model ?? Model,
            };
            await WriteAsync(embedding).ConfigureAwait(false);
        }
    }

    private static bool IsTooLarge(MistralApiException failure) =>
        failure.StatusCode == 413
        || (failure.StatusCode is 400 or 422 && Regex.IsMatch(failure.Message, "too (many|large|long|big)|exceed|maximum", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));
}
