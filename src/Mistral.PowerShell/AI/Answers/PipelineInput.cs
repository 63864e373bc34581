using System.IO;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Media;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Turns what is piped to a question into what it is about; on the pipeline thread only.</summary>
/// <param name="cmdlet">The cmdlet that asks.</param>
internal sealed class PipelineInput(ModelCommand cmdlet)
{
    /// <summary>How many characters of input a request has at most where nothing else is said.</summary>
    public const int DefaultMaxLength = 400_000;

    private const int LinesUntilWarning = 10;

    private InputText? _text;
    private InputCollector? _collector;
    private int _lines;

    /// <summary>The properties that are sent; null for all.</summary>
    public string[]? Properties { get; init; }

    /// <summary>What objects are written as.</summary>
    public InputFormat Format { get; init; }

    /// <summary>How many characters of input a request has at most.</summary>
    public int MaxLength { get; init; }

    /// <summary>All that was collected.</summary>
    public object[] Collected => _collector?.Inputs ?? [];

    // Whoever asks for several inputs at once means a request for each.
    private bool IsManyMeant => cmdlet.MyInvocation.BoundParameters.ContainsKey(nameof(ModelCommand.ThrottleLimit));

    private InputText Writer => _text ??= new(cmdlet.SessionState.InvokeCommand, cmdlet.ActiveConnection.HideKeys);

    private InputCollector Collector => _collector ??= new(Writer, Format, Properties, MaxLength);

    /// <summary>Reads one input.</summary>
    /// <exception cref="ErrorRecordException">It can't be sent.</exception>
    public InputContext Read(PSObject input)
    {
        if (Properties is not null)
        {
            return new InputContext(Writer.GetFields(input, Properties), []);
        }

        if (InputText.FindText(input) is { } text)
        {
            WarnOfLines(text);
            return new InputContext(text, []);
        }

        if (input.BaseObject is FileInfo file)
        {
            (string? content, ContentChunk? chunk) = new MediaReader(cmdlet.SessionState.Path).ReadPiped(file, MaxLength);
            return new InputContext(content, chunk is null ? [] : [chunk]);
        }

        return new InputContext(Format is InputFormat.Json ? Writer.GetJson(input) : Writer.Format([input], Format), []);
    }

    /// <summary>Takes one input of many that go into one request.</summary>
    /// <exception cref="InputException">They are too much.</exception>
    public void Collect(PSObject input) => Collector.Add(input);

    /// <summary>Gets all that was collected.</summary>
    /// <exception cref="InputException">They are too much, or nothing.</exception>
    public InputContext GetCollected() => new(Collector.GetText(), []);

    private void WarnOfLines(string text)
    {
        if (!IsManyMeant && text.IndexOf('\n') < 0 && ++_lines == LinesUntilWarning)
        {
            cmdlet.WriteWarning("Each line is sent in a request of its own, and this is the tenth. To ask once about all of them, use -Collect, or Get-Content -Raw for a file. -ThrottleLimit sends many requests on purpose.");
        }
    }
}
