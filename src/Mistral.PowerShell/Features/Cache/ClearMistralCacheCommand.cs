using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.AI.Cache;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Clear, "MistralCache", SupportsShouldProcess = true)]
public sealed class ClearMistralCacheCommand : MistralCmdlet
{
    [Parameter(Position = 0)]
    [Duration]
    public TimeSpan? OlderThan { get; set; }

    protected override void ProcessRecord()
    {
        IReadOnlyList<FileInfo> files = [];
        InvokeOrTerminate(() => files = ResponseCache.GetFiles(DateTimeOffset.UtcNow - OlderThan), ErrorCategory.ReadError);
        if (files.Count == 0)
        {
            WriteVerbose("The cache has no such responses.");
            return;
        }

        string target = $"{Count.Of(files.Count, "response")}, {files.Sum(f => f.Length) / 1024.0:N0} KiB, in {CacheFolder.Find()}";
        if (!ShouldProcess(target, "Delete cached responses"))
        {
            return;
        }

        foreach (FileInfo file in files)
        {
            try
            {
                file.Delete();
            }
            catch (Exception e) when (ErrorRecords.Find(e, file.FullName, ErrorCategory.WriteError) is { } record)
            {
                WriteError(record);
            }
        }

        WriteVerbose($"Deleted {Count.Of(files.Count, "response")}.");
    }
}
