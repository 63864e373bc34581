using System.Management.Automation;

namespace Mistral.PowerShell.Core.Files;

/// <summary>A file is there already. It was not touched.</summary>
internal sealed class FileExistsException : ErrorRecordException
{
    private FileExistsException(string file, string message, string hint)
        : base("MistralFileExists", ErrorCategory.ResourceExists, file, message, hint)
    {
    }

    public static FileExistsException NotOverwritten(string file) => new(
        file, $"'{file}' is there already.", "Give another path, or leave out -NoClobber.");

    /// <summary>A download found the place taken.</summary>
    public static FileExistsException NotReplaced(string file) => new(
        file, $"'{file}' is there already.", "Overwrite it with -Force, or give another folder or path.");

    /// <summary>Another output of the same run has the path.</summary>
    public static FileExistsException TwiceInRun(string file) => new(
        file, $"'{file}' was written by this command already, for another input.", "Give each input a path of its own, such as -OutFile { $_.Name + '.txt' } in a pipeline.");

    public static FileExistsException NotEmptied(string file) => new(
        file, $"There were no embeddings to write; '{file}' is left as it was.", "See the errors of what makes them. To be rid of the file, use Remove-Item.");

    public static FileExistsException ReadOnly(string file) => new(
        file, $"'{file}' is read-only.", "Give another path, or make the file writable first; Export-MistralEmbedding does so with -Force.");
}
