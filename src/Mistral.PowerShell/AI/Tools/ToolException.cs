using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>Something is no tool that a model can be given, with the error record that says why.</summary>
#pragma warning disable CA1032 // It is made here alone, always with its record's parts.
public sealed class ToolException : ErrorRecordException
#pragma warning restore CA1032
{
    internal ToolException(string reason, object? target)
        : base("MistralInvalidTool", ErrorCategory.InvalidArgument, target, reason, Hint)
    {
    }

    private const string Hint =
        "-Tool takes names of cmdlets, functions and scripts, what Get-Command gives, script blocks with param(), a table of names and script blocks, function schemas, and tools of the server: web_search, code_interpreter and others by name, or a hashtable with a type.";
}
