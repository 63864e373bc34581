using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
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

    private EmbeddingBatch _batch = new();
    private int _seen;
    private bool _isPathTold;
    private volatile bool _hasSucceeded;

    // The error of a request whose texts were all refused, if no request has succeeded. The next texts would fail too.
    private volatile string? _commonError;

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

    protected override void BeginProcessing()
    {
        base.BeginProcessing();

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
                Add(new EmbeddingText(text, index));
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
        if (_batch.Texts.Count > 0)
        {
            Send();
        }

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
        InputFiles.ReadEach(this, path, literalPath, file => Add(EmbeddingText.Read(file, _seen++)));
        if (_seen == before)
        {
            // A path without a file counts as an input too.
            _seen++;
        }
    }

    private void Add(EmbeddingText text)
    {
        if (!_batch.TryAdd(text))
        {
            Send();
            _ = _batch.TryAdd(text);
        }
    }

    private void Send()
    {
        EmbeddingBatch pack = _batch;
        _batch = new EmbeddingBatch();
        RunEach(token => SendAsync(pack.Texts, token), target: null, pack.Texts.Count);
    }

    // If a request is refused, it is split in half until the invalid texts stand alone. After three refusals for the same reason
    // without a success in between, the splitting ends, because the reason concerns all texts.
    private async Task SendAsync(IReadOnlyList<EmbeddingText> texts, CancellationToken cancellationToken)
    {
        Stack<IReadOnlyList<EmbeddingText>> parts = new([texts]);
        List<FailedBatch> lost = [];
        while (parts.Count > 0)
        {
            IReadOnlyList<EmbeddingText> part = parts.Pop();
            try
            {
                EmbeddingReply reply = await Client.Embeddings.CreateAsync(ToRequest(part), this, cancellationToken).ConfigureAwait(false);
                (_commonError, _hasSucceeded) = (null, true);
                Report(lost);
                await WriteAsync(part, reply).ConfigureAwait(false);
            }
            catch (MistralApiException e) when (part.Count > 1 && (IsTooLarge(e) || (IsRefusal(e) && e.Message != _commonError && lost.Count(l => l.Failure.Message == e.Message) < 2)))
            {
                int half = part.Count / 2;
                parts.Push([.. part.Skip(half)]);
                parts.Push([.. part.Take(half)]);
            }
            catch (MistralApiException e)
            {
                lost.Add(new FailedBatch(e, part));
                if (!IsRefusal(e))
                {
                    Report(lost);
                }
            }
        }

        if (lost.Count > 1 && lost.Sum(l => l.Texts.Count) == texts.Count && lost.TrueForAll(l => l.Failure.Message == lost[0].Failure.Message))
        {
            lost = [new FailedBatch(lost[0].Failure, texts)];
            _commonError = _hasSucceeded ? null : lost[0].Failure.Message;
        }

        Report(lost);
    }

    private EmbeddingRequest ToRequest(IReadOnlyList<EmbeddingText> texts) => new()
    {
        Model = Model,
        Input = [.. texts.Select(t => t.Text)],
        OutputDimension = Dimension,
        OutputDtype = DataType?.ToString().ToLower(CultureInfo.InvariantCulture),
        EncodingFormat = EncodingFormat?.ToString().ToLower(CultureInfo.InvariantCulture),
    };

    private async Task WriteAsync(IReadOnlyList<EmbeddingText> texts, EmbeddingReply reply)
    {
        ActiveConnection.UsageCounter.Add(reply.Usage);
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
            };
            await WriteAsync(embedding).ConfigureAwait(false);
        }
    }

    // Errors are reported here, because one half of a request may fail and the other one not.
    private void Report(List<FailedBatch> lost)
    {
        foreach (FailedBatch part in lost)
        {
            PostOrdered(() => Report(part));
        }

        lost.Clear();
    }

    private void Report(FailedBatch lost)
    {
        if (lost.Texts.Count == 1 || ErrorRecords.IsTerminating(lost.Failure))
        {
            ReportFailure(lost.Failure, lost.Target);
            return;
        }

        ErrorRecord record = ErrorRecords.From(lost.Failure, lost.Target);
        string hint = record.ErrorDetails.RecommendedAction;
        record.ErrorDetails = new ErrorDetails($"{lost.Texts.Count} texts have no vector: {record.ErrorDetails.Message}") { RecommendedAction = hint };
        WriteError(record);
    }

    private static bool IsRefusal(MistralApiException failure) => failure.StatusCode is 400 or 413 or 422;

    // Only the server knows the number of tokens, so a request that is too large isn't an error of the user.
    private static bool IsTooLarge(MistralApiException failure) =>
        failure.StatusCode == 413
        || (IsRefusal(failure) && Regex.IsMatch(failure.Message, "too (many|large|long|big)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    private readonly record struct FailedBatch(MistralApiException Failure, IReadOnlyList<EmbeddingText> Texts)
    {
        public object Target => Texts.Count == 1 ? Texts[0].Source : Texts.Select(t => t.Source).ToArray();
    }
}
