using System;
using System.Management.Automation;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Features.Files;

/// <summary>The base of cmdlets that read local files, files at an address, or files that were uploaded.</summary>
public abstract class FileSourceCommand : ThrottledCommand
{
    /// <summary>The parameter set with paths, which is the default.</summary>
    private protected const string PathSet = "Path";

    /// <summary>The parameter set with paths without wildcards.</summary>
    private protected const string LiteralPathSet = "LiteralPath";

    /// <summary>The parameter set with addresses.</summary>
    private protected const string UriSet = "Uri";

    /// <summary>The parameter set with files that were uploaded.</summary>
    private protected const string FileSet = "FileId";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "FullName", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = UriSet)]
    [ValidateNotNullOrEmpty]
    public Uri[] Uri { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<FileResource>))]
    [Id(typeof(FileResource), IsMany = true)]
    public string[] FileId { get; set; } = [];

    protected override void ProcessRecord()
    {
        InputFiles.ReadEach(this, Path, LiteralPath, StartFile);
        foreach (Uri uri in Uri)
        {
            StartUri(uri.IsAbsoluteUri ? uri.AbsoluteUri : uri.OriginalString);
        }

        foreach (string id in FileId)
        {
            StartUploaded(id);
        }
    }

    /// <summary>Starts to process a local file.</summary>
    /// <param name="file">The full path.</param>
    private protected abstract void StartFile(string file);

    /// <summary>Starts to process a file at an address.</summary>
    private protected abstract void StartUri(string address);

    /// <summary>Starts to process a file that was uploaded.</summary>
    private protected abstract void StartUploaded(string id);
}
