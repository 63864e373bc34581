using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Media;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Features.Files;

/// <summary>The base of cmdlets that read local files, files at a URL, or files on the server.</summary>
public abstract class FileSourceCommand : ThrottledCommand
{
    /// <summary>The parameter set with paths, which is the default.</summary>
    private protected const string PathSet = "Path";

    /// <summary>The parameter set with paths without wildcards.</summary>
    private protected const string LiteralPathSet = "LiteralPath";

    /// <summary>The parameter set with URLs.</summary>
    private protected const string UriSet = "Uri";

    /// <summary>The parameter set with ids of files on the server.</summary>
    private protected const string FileSet = "FileId";

    // A list of URLs can be piped like a list of paths.
    private static readonly Regex s_url = new("^(https?://|data:)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [PathText(nameof(Uri), "Url", nameof(FileId))]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "FullName", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = UriSet)]
    [ValidateNotNullOrEmpty]
    [Alias("Url")]
    public Uri[] Uri { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<FileResource>))]
    [Id(typeof(FileResource), IsMany = true)]
    public string[] FileId { get; set; } = [];

    // The object of the pipeline that the parameters above are properties of.
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Whether each result has its input in it.</summary>
    [Parameter]
    public SwitchParameter IncludeInput { get; set; }

    /// <summary>Whether each result becomes one object with the properties of its input.</summary>
    [Parameter]
    public SwitchParameter Merge { get; set; }

    /// <summary>Writes results together with their inputs.</summary>
    private protected AnswerPairing Pairing { get; private set; } = null!;

    /// <summary>Whether results come in pieces.</summary>
    private protected virtual bool IsStream => false;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Pairing = InvokeOrTerminate(() => new AnswerPairing(this, IncludeInput, Merge, IsStream));
    }

    protected override void ProcessRecord()
    {
        // PowerShell converts any other object to a text, which would be taken for a path.
        if (ParameterSetName == PathSet && InputObject?.BaseObject is not (null or string or FileSystemInfo or System.Uri))
        {
            if (FindPath(InputObject!) is not { } path)
            {
                WriteError(InputFileException.NotPath(InputObject!).ToRecord());
                return;
            }

            // A column of a table has no wildcards.
            (Path, LiteralPath) = s_url.IsMatch(path) ? ((string[])[path], (string[])[]) : ([], [path]);
        }

        InputFiles.ReadEach(this, [.. Path.Where(p => !s_url.IsMatch(p))], LiteralPath, StartFile);
        foreach (string address in Path.Where(p => s_url.IsMatch(p)).Concat(Uri.Select(u => u.IsAbsoluteUri ? u.AbsoluteUri : u.OriginalString)))
        {
            StartUri(address);
        }

        foreach (string id in FileId)
        {
            StartUploaded(id);
        }
    }

    // Path can't be bound by name as well, because a row may have another column with the document.
    private static string? FindPath(PSObject row) =>
        row.BaseObject is PSCustomObject && PSValue.Unwrap(row.Properties[nameof(Path)]?.Value) is string { Length: > 0 } path ? path : null;

    /// <summary>Gets the input that a result belongs to: an object or a text as it was piped, or else the source itself.</summary>
    /// <param name="source">The full path, the URL or the id.</param>
    private protected object GetInput(string source) => InputObject?.BaseObject switch
    {
        null => source,
        PSCustomObject => InputObject,
        var other => other,
    };

    /// <summary>Gets the target of an error: the object that was piped, if results are written with it, or else the source.</summary>
    /// <param name="source">How errors name the source.</param>
    /// <param name="input">The result of <see cref="GetInput"/>.</param>
    private protected object GetTarget(string source, object input) => Pairing.IsPaired && input is not string ? input : source;

    /// <summary>Checks the size of a file before anything is sent.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="kind">The kind of the file, with its limit.</param>
    /// <param name="hint">The recommended action for a file that is too large.</param>
    /// <exception cref="MediaException">The file is empty.</exception>
    /// <exception cref="InputFileException">The file is too large.</exception>
    private protected static void CheckFile(string file, MediaKind kind, string hint)
    {
        InputFiles.CheckLength(file, kind.MaximumBytes, hint);
        if (new FileInfo(file).Length == 0)
        {
            throw MediaException.Empty($"'{file}'");
        }
    }

    /// <summary>Starts to process a local file.</summary>
    /// <param name="file">The full path.</param>
    private protected abstract void StartFile(string file);

    /// <summary>Starts to process a file at a URL.</summary>
    private protected abstract void StartUri(string address);

    /// <summary>Starts to process a file on the server.</summary>
    private protected abstract void StartUploaded(string id);
}
