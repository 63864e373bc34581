using System.IO;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Media;

namespace Mistral.PowerShell.AI.Answers;

/// <summary>Converts piped objects to the context of a question. Runs on the pipeline thread only.</summary>
/// <param name="cmdlet">The cmdlet that sends the question.</param>
internal sealed class PipelineInput(ModelCommand cmdlet)
{
    /// <summary>The default of the maximum number of input characters in a request.</summary>
    public const int DefaultMaxLength = 400_000;

    private const int LinesUntilWarning = 10;

    private InputText? _text;
    private InputCollector? _collector;
    private int _lines;

    /// <summary>The names of the properties to send; null for all.</summary>
    public string[]? Properties { get; init; }

    /// <summary>The format of objects.</summary>
    public InputFormat Format { get; init; }

    /// <summary>The maximum number of input characters in a request.</summary>
    public int MaxLength { get; init; }

    /// <summary>The collected inputs.</summary>
    public object[] Collected => _collector?.Inputs ?? [];

    // With -ThrottleLimit, the user expects one request for each input.
    private bool IsManyMeant => cmdlet.MyInvocation.BoundParameters.ContainsKey(nameof(ModelCommand.ThrottleLimit));

    private InputText Writer => _text ??= new(cmdlet.SessionState.InvokeCommand, cmdlet.ActiveConnection.HideKeys);

    private InputCollector Collector => _collector ??= new(Writer, Format, Properties, MaxLength);

    /// <summary>Reads one input.</summary>
    /// <exception cref="ErrorRecordException">The input can't be sent.</exception>
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

    /// <summary>Adds an input to the single request for all inputs.</summary>
    /// <exception cref="InputException">The inputs exceed the limit.</exception>
    public void Collect(PSObject input) => Collector.Add(input);

    /// <summary>Gets the collected inputs as one text.</summary>
    /// <exception cref="InputException">The inputs exceed the limit, or there are no inputs.</exception>
    public InputContext GetCollected() => new(Collector.GetText(), []);

    private void WarnOfLines(string text)
    {
        if (!IsManyMeant && text.IndexOf('\n') < 0 && ++_lines == LinesUntilWarning)
        {
            cmdlet.WriteWarning("Each line is sent in its own request, and this is the tenth. To send all lines in one request, use -Collect, or Get-Content -Raw for a file. To send many requests intentionally, use -ThrottleLimit.");
        }
    }
}
