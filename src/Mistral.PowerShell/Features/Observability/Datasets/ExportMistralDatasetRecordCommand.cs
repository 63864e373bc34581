using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Observability.Datasets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Export, "MistralDatasetRecord", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMistralDatasetRecordCommand : MistralCmdlet
{
    private static readonly byte[] s_lineEnd = [(byte)'\n'];

    private string _path = string.Empty;
    private PartialFile? _file;
    private bool _hasRecords;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("LiteralPath")]
    public string Path { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    [Alias("Record")]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void BeginProcessing()
    {
        _path = InvokeOrTerminate(() => OutputFile.GetPath(SessionState.Path, Path), ErrorCategory.WriteError);
        if (!ShouldProcess(_path, "Write the records"))
        {
            return;
        }

        _file = InvokeOrTerminate(() =>
        {
            if (!Force && File.Exists(_path))
            {
                throw FileExistsException.NotReplaced(_path);
            }

            OutputFile.CheckPlace(_path, overwrite: true, Force);
            return new PartialFile(_path);
        }, ErrorCategory.WriteError);
    }

    protected override void ProcessRecord()
    {
        if (_file is not { } file)
        {
            return;
        }

        byte[] line = [];
        if (InvokeOrWriteError(() => line = GetLine(InputObject!), InputObject!))
        {
            _hasRecords = true;
            InvokeOrTerminate(
                () => file.Write(stream =>
                {
                    stream.Write(line, 0, line.Length);
                    stream.Write(s_lineEnd, 0, s_lineEnd.Length);
                }),
                ErrorCategory.WriteError);
        }
    }

    protected override void EndProcessing()
    {
        if (_file is { } file && _hasRecords)
        {
            InvokeOrTerminate(() =>
            {
                if (Force)
                {
                    OutputFile.Unlock(_path);
                }

                file.Commit(overwrite: Force);
            }, ErrorCategory.WriteError);
            WriteObject(new FileInfo(_path));
        }
        else if (_file is not null)
        {
            // No input usually means that an earlier command failed.
            WriteWarning($"There were no records to write. The file '{_path}' was not written.");
        }

        base.EndProcessing();
    }

    protected override void Dispose(bool disposing)
    {
        // The base is disposed first, because disposing the file may fail.
        base.Dispose(disposing);
        if (disposing)
        {
            // An unfinished file is deleted.
            _file?.Dispose();
        }
    }

    // Another object is the payload of a new record.
    private static byte[] GetLine(PSObject item)
    {
        bool isRecord = DatasetRecords.IsRecord(item);
        object? payload = isRecord ? item.Properties["Payload"]?.Value : item;
        DatasetRecords.CheckPayload(payload);
        return PSJsonWriter.Write(new Dictionary<string, object?>
        {
            ["payload"] = payload,
            ["properties"] = (isRecord ? item.Properties["Properties"]?.Value : null) ?? new Hashtable(),
        });
    }
}
