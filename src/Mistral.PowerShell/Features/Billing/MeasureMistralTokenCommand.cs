using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using Mistral.Client;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Chat;
using Mistral.PowerShell.Session;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "MistralToken", DefaultParameterSetName = InputSet)]
[OutputType(typeof(TokenEstimate))]
public sealed class MeasureMistralTokenCommand : MistralCmdlet
{
    private const string InputSet = "InputObject";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    // A file is read in parts, so that a long log needs little memory.
    private const int PartLength = 1 << 20;

    // The marks of the role before each message.
    private const int TokensPerMessage = 4;

    private ModelPrice? _price;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputSet, ValueFromPipeline = true)]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [AllowNull]
    [Alias("Text", "History")]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    public string? Model { get; set; }

    protected override void BeginProcessing()
    {
        if (Model is not null)
        {
            _price = InvokeOrTerminate(() => MistralSession.Current.Connection.Find(StopToken))?.Meter.Budget.FindPrice(Model);
        }
    }

    protected override void ProcessRecord()
    {
        if (ParameterSetName != InputSet)
        {
            InputFiles.ReadEach(this, Path, LiteralPath, file => WriteObject(MeasureFile(file)));
            return;
        }

        _ = InvokeOrWriteError(() => WriteObject(Measure(InputObject)), InputObject ?? PSObject.AsPSObject(string.Empty));
    }

    private TokenEstimate Measure(PSObject? input)
    {
        switch (PSValue.Unwrap(input))
        {
            case null:
                return Create(0, 0, messages: 1);
            case string text:
                return Create(TokenEstimator.Estimate(text), text.Length, messages: 1);
            case FileInfo file:
                return MeasureFile(file.FullName);
            case ValueType value:
                string plain = InvariantFormatter.Of(value);
                return Create(TokenEstimator.Estimate(plain), plain.Length, messages: 1);
            case ChatMessage or ChatReply or ChatDelta or IEnumerable and not IDictionary:
            case not null when IsMessage(input!):
                IReadOnlyList<ChatMessage> messages = HistoryReader.Read(input);
                string[] texts = [.. messages.Select(m => m.ToString())];
                return Create(texts.Sum(t => TokenEstimator.Estimate(t) + TokensPerMessage), texts.Sum(t => (long)t.Length), messages.Count);
            default:

                // A row of a table is sent as JSON.
                string json = Encoding.UTF8.GetString(PSJsonWriter.Write(input));
                return Create(TokenEstimator.Estimate(json), json.Length, messages: 1);
        }
    }

    private static bool IsMessage(PSObject input) => input.BaseObject is IDictionary map
        ? map.Keys.Cast<object>().Any(k => string.Equals(InvariantFormatter.Of(k), "role", StringComparison.OrdinalIgnoreCase))
        : input.Properties["Role"] is not null || input.Properties["History"] is not null;

    private TokenEstimate MeasureFile(string path)
    {
        using StreamReader reader = new(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: true);
        char[] part = new char[PartLength];
        TokenEstimator estimator = new();
        long length = 0;
        for (int count; (count = reader.ReadBlock(part, 0, part.Length)) > 0;)
        {
            StopToken.ThrowIfCancellationRequested();
            if (Array.IndexOf(part, '\0', 0, count) >= 0)
            {
                throw new IOException($"The file '{path}' isn't a text file. Only text can be measured.");
            }

            estimator.Add(part.AsSpan(0, count));
            length += count;
        }

        return Create(estimator.Count, length, messages: 1, path);
    }

    private TokenEstimate Create(long tokens, long length, int messages, string? path = null) => new()
    {
        TokenCount = tokens,
        CharacterCount = length,
        MessageCount = messages,
        Path = path,
        Cost = _price?.Input * tokens / 1_000_000,
    };
}
