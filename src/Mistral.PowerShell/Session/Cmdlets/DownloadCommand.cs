using System;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Files;

namespace Mistral.PowerShell.Session.Cmdlets;

/// <summary>The base of cmdlets that download files: into a folder, or one file to a specified path.</summary>
public abstract class DownloadCommand : ThrottledCommand
{
    /// <summary>The parameter set with a folder.</summary>
    private protected const string FolderSet = "Destination";

    private const string FileSet = "OutFile";

    private readonly Downloads _downloads = new();
    private TransferProgress? _progress;

    [Parameter(Position = 1, ParameterSetName = FolderSet)]
    [ValidateNotNullOrEmpty]
    [Alias("OutDirectory")]
    public string Destination { get; set; } = ".";

    [Parameter(Mandatory = true, ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override bool ReportsProgress => false;

    /// <summary>The full path of the folder; empty with -OutFile.</summary>
    private protected string TargetFolder { get; private set; } = string.Empty;

    /// <summary>The full path of -OutFile; null without it.</summary>
    private protected string? TargetFile { get; private set; }

    /// <summary>The title of the progress bar.</summary>
    private protected abstract string Activity { get; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        TargetFile = OutFile is null ? null : InvokeOrTerminate(() => OutputFile.GetPath(SessionState.Path, OutFile), ErrorCategory.WriteError);
        TargetFolder = OutFile is null ? InvokeOrTerminate(() => OutputFile.GetFolder(SessionState.Path, Destination), ErrorCategory.WriteError) : string.Empty;
        _progress = new TransferProgress(StartProgress(Activity));
    }

    /// <summary>From asynchronous code: saves a response, and writes its file to the pipeline.</summary>
    /// <param name="id">The input.</param>
    /// <param name="file">The full path.</param>
    /// <param name="open">Sends the request.</param>
    /// <param name="cancellationToken">Cancels the download. No file remains.</param>
    private protected async Task SaveAsync(string id, string file, Func<Task<StreamingResponse>> open, CancellationToken cancellationToken)
    {
        if (await _downloads.TrySaveAsync(this, id, file, Force, open, _progress!, cancellationToken).ConfigureAwait(false))
        {
            await WriteAsync(new FileInfo(file)).ConfigureAwait(false);
        }
    }
}
