using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>A file has no text that could be embedded. Nothing of it was sent.</summary>
internal sealed class TextFileException : ErrorRecordException
{
    private TextFileException(string path, ErrorCategory category, string message, string hint)
        : base("MistralTextFileInvalid", category, path, message, hint)
    {
    }

    public static TextFileException Empty(string path) => new(
        path, ErrorCategory.InvalidData,
        $"'{path}' is empty.",
        "Leave it out: what says nothing has no vector.");

    public static TextFileException NotText(string path) => new(
        path, ErrorCategory.InvalidData,
        $"'{path}' is not text in UTF-8, and has no byte order mark that says otherwise.",
        "Save it as UTF-8, or read it with Get-Content -Raw -Encoding and pipe the text.");

    public static TextFileException TooLarge(string path, long length, long most) => new(
        path, ErrorCategory.LimitsExceeded,
        string.Format(CultureInfo.InvariantCulture, "'{0}' has {1:N0} bytes, and a text may have {2:N0} at most.", path, length, most),
        "Cut it into parts, of a section or some paragraphs each, and pipe these.");
}
