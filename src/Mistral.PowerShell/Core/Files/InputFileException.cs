using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell.Core.Files;

/// <summary>A path doesn't lead to a file that can be read.</summary>
internal sealed class InputFileException : ErrorRecordException
{
    private const double Megabyte = 1 << 20;

    private InputFileException(string id, ErrorCategory category, object target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    public static InputFileException NotFound(string path, bool isLiteral) => new(
        "MistralFileNotFound", ErrorCategory.ObjectNotFound, path,
        !isLiteral && WildcardPattern.ContainsWildcardCharacters(path) ? $"No file matches '{path}'." : $"The file '{path}' was not found.",
        isLiteral ? "Check the path." : "Check the path. If the name of a file contains brackets, pipe the file: Get-Item -LiteralPath.");

    public static InputFileException NotFile(string path, string file, string what) => new(
        "MistralNotFile", ErrorCategory.InvalidArgument, path,
        $"'{file}' is {what}, not a file.",
        "Specify a file or a wildcard such as *.pdf. Get-ChildItem -File -Recurse returns all files in a folder.");

    public static InputFileException NotPath(PSObject input) => new(
        "MistralNotFile", ErrorCategory.InvalidArgument, input,
        "The input is an object without a property Path, FullName, FileId or Uri.",
        "Name the property that has the path, such as -LiteralPath { $_.File }.");

    /// <param name="file">The file's full path.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="maximum">The length that the API accepts, in bytes.</param>
    /// <param name="hint">What to do.</param>
    public static InputFileException TooLarge(string file, long length, long maximum, string hint) => new(
        "MistralFileTooLarge", ErrorCategory.LimitsExceeded, file,
        string.Format(CultureInfo.CurrentCulture, "'{0}' has {1:N1} MB, and the API accepts at most {2:N0} MB. The file was not sent.", file, length / Megabyte, maximum / Megabyte),
        hint);
}
