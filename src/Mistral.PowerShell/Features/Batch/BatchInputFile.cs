using System;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Files;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>A file on the server with the requests of a batch, as Send-MistralFile and Get-MistralFile return it.</summary>
internal static class BatchInputFile
{
    /// <summary>Whether an input is such a file, and not an object that something is asked about.</summary>
    /// <param name="input">The input.</param>
    /// <param name="isAsked">Whether something is asked about each input.</param>
    public static bool IsIn(PSObject? input, bool isAsked) =>
        !isAsked && input is not null
        && input.TypeNames.Any(n => n.EndsWith(ResourceAttribute.Of(typeof(FileResource)).TypeName, StringComparison.Ordinal))
        && PSValue.Unwrap(input.Properties["Purpose"]?.Value) is "batch"
        && GetId(input).Length > 0;

    /// <summary>Gets the id of the file.</summary>
    public static string GetId(PSObject input) => PSValue.Unwrap(input.Properties["FileId"]?.Value) as string ?? string.Empty;
}
