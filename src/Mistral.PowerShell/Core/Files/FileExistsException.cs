using System.Management.Automation;

namespace Mistral.PowerShell.Core.Files;

/// <summary>A file already exists. It was not changed.</summary>
internal sealed class FileExistsException : ErrorRecordException
{
    private FileExistsException(string file, string message, string hint)
        : base("MistralFileExists", ErrorCategory.ResourceExists, file, message, hint)
    {
    }

    public static FileExistsException NotOverwritten(string file) => new(
        file, $"The file '{file}' already exists.", "Use another path, or omit -NoClobber.");

    /// <summary>The target of a download exists.</summary>
    public static FileExistsException NotReplaced(string file) => new(
        file, $"The file '{file}' already exists.", "Overwrite it with -Force, or specify another folder or path.");

    /// <summary>The target is a file that the cmdlet hasn't written.</summary>
    public static FileExistsException NotOwn(string file) => new(
        file, $"The file '{file}' already exists, and is not from this cmdlet.", "Overwrite it with -Force, rename it, or specify another folder.");

    /// <summary>Another output of the same run has the path.</summary>
    public static FileExistsException TwiceInRun(string file) => new(
        file, $"This command has already written '{file}' for another input.", "Specify a separate path for each input, such as -OutFile { $_.Name + '.txt' } in a pipeline.");

    public static FileExistsException NotEmptied(string file) => new(
        file, $"There were no embeddings to write. The file '{file}' was not changed.", "Check the errors of the command before the pipe. To delete the file, use Remove-Item.");

    public static FileExistsException ReadOnly(string file) => new(
        file, $"The file '{file}' is read-only.", "Use another path, or make the file writable. Export-MistralEmbedding -Force overwrites it.");
}
