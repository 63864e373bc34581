using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>A file has no text that can be embedded. It was not sent.</summary>
internal sealed class TextFileException : ErrorRecordException
{
    private TextFileException(string path, ErrorCategory category, string message, string hint)
        : base("MistralTextFileInvalid", category, path, message, hint)
    {
    }

    public static TextFileException Empty(string path) => new(
        path, ErrorCategory.InvalidData,
        $"The file '{path}' is empty.",
        "Omit the file. A text without content can't have an embedding.");

    public static TextFileException NotText(string path) => new(
        path, ErrorCategory.InvalidData,
        $"The file '{path}' isn't UTF-8 text and has no byte order mark of another encoding.",
        "Save the file as UTF-8, or read it with Get-Content -Raw -Encoding and pipe the text.");

    public static TextFileException TooLarge(string path, long length, long most) => new(
        path, ErrorCategory.LimitsExceeded,
        string.Format(CultureInfo.InvariantCulture, "The file '{0}' has {1:N0} bytes. The limit for a text is {2:N0} bytes.", path, length, most),
        "Split the text into parts, such as sections or paragraphs, and pipe these.");
}
