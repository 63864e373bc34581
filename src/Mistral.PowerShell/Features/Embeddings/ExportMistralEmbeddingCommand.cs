using System.IO;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Features.Embeddings;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Export, "MistralEmbedding", SupportsShouldProcess = true)]
public sealed class ExportMistralEmbeddingCommand : MistralCmdlet
{
    private string _path = string.Empty;
    private PartialFile? _file;
    private EmbeddingFileWriter? _writer;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("LiteralPath")]
    public string Path { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [Alias("Embedding")]
    public Embedding[] InputObject { get; set; } = [];

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void BeginProcessing()
    {
        _path = InvokeOrTerminate(() => OutputFile.GetPath(SessionState.Path, Path), ErrorCategory.WriteError);
        if (ShouldProcess(_path, "Write embeddings"))
        {
            _file = InvokeOrTerminate(() =>
            {
                OutputFile.CheckPlace(_path, overwrite: !NoClobber, Force);
                return new PartialFile(_path);
            }, ErrorCategory.WriteError);
            _writer = new EmbeddingFileWriter(_file);
        }
    }

    protected override void ProcessRecord()
    {
        if (_writer is not { } writer)
        {
            return;
        }

        foreach (Embedding embedding in InputObject)
        {
            try
            {
                writer.Write(embedding);
            }
            catch (EmbeddingException e)
            {
                WriteError(e.ToRecord());
            }
            catch (IOException e)
            {
                ThrowTerminatingError(ErrorRecords.FromFile(e, _path, ErrorCategory.WriteError));
            }
        }
    }

    protected override void EndProcessing()
    {
        if (_writer is not { } writer || _file is not { } file)
        {
            return;
        }

        if (writer.IsEmpty)
        {
            // No input usually means that an earlier command failed, so an existing file is not replaced.
            if (File.Exists(_path))
            {
                WriteError(FileExistsException.NotEmptied(_path).ToRecord());
            }
            else
            {
                WriteWarning($"There were no embeddings to write. The file '{_path}' was not created.");
            }

            return;
        }

        InvokeOrTerminate(() =>
        {
            writer.Finish();
            if (Force)
            {
                OutputFile.Unlock(_path);
            }

            file.Commit(overwrite: !NoClobber);
        }, ErrorCategory.WriteError);
    }

    protected override void Dispose(bool disposing)
    {
        // The base is disposed first, because disposing the file may fail.
        base.Dispose(disposing);
        if (disposing)
        {
            // An unfinished file is deleted.
            _writer?.Dispose();
            _file?.Dispose();
        }
    }
}
