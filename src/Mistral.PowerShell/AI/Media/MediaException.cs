using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell.AI.Media;

/// <summary>A file, be it an image, a document, a sound or another, can't be sent. Nothing of it was.</summary>
internal sealed class MediaException : ErrorRecordException
{
    private MediaException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    public static MediaException TooLarge(string name, long length, MediaKind kind) => new(
        "MistralMediaTooLarge", ErrorCategory.LimitsExceeded, name,
        string.Format(
            CultureInfo.InvariantCulture, "{0} has {1:0.0} MB, and the API takes {2} MB of {3} at most.",
            name, length / 1048576.0, kind.MaximumBytes / 1048576, kind.Name),
        "Send a smaller one, or give its https address in place of the file.");

    public static MediaException Empty(string name) => new(
        "MistralMediaEmpty", ErrorCategory.InvalidData, name,
        $"{name} is empty.",
        "Leave it out, or check what should have written it.");

    public static MediaException NotInMessage(string name, long length, long most) => new(
        "MistralMediaTooLarge", ErrorCategory.LimitsExceeded, name,
        string.Format(CultureInfo.InvariantCulture, "{0} has {1:N0} characters, and a message takes {2:N0} of a file at most.", name, length, most),
        "Cut it into parts, or send it as a document: -Document.");

    public static MediaException UnknownType(string name, MediaKind kind) => new(
        "MistralMediaTypeUnknown", ErrorCategory.InvalidType, name,
        $"{name} is no {kind.Name} of a kind that is known here.",
        "Images are PNG, JPEG, WEBP or GIF; audio is MP3, WAV, FLAC, OGG, M4A, AAC or WEBM; documents are PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, RTF or text in UTF-8. Is it the right one of -Image, -Document and -Audio?");
}
