using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>A value can't be used as a tool. The error record contains the reason.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with the parts of its record.
public sealed class ToolException : ErrorRecordException
#pragma warning restore CA1032
{
    internal ToolException(string reason, object? target)
        : base("MistralInvalidTool", ErrorCategory.InvalidArgument, target, reason, Hint)
    {
    }

    private const string Hint =
        "-Tool accepts names of cmdlets, functions and scripts, output of Get-Command, script blocks with param(), a table of names and script blocks, function schemas, and tools of the server: web_search, code_interpreter and others by name, or a hashtable with a type.";
}
