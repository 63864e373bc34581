using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell.AI.Media;

/// <summary>An image, a document, a sound or another file can't be sent. It was not sent.</summary>
internal sealed class MediaException : ErrorRecordException
{
    private MediaException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    public static MediaException TooLarge(string name, long length, MediaKind kind) => new(
        "MistralMediaTooLarge", ErrorCategory.LimitsExceeded, name,
        string.Format(
            CultureInfo.InvariantCulture, "{0} has {1:0.0} MB. The API accepts {3} files of at most {2} MB.",
            name, length / 1048576.0, kind.MaximumBytes / 1048576, kind.Name),
        "Send a smaller file, or specify its https address instead.");

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
        $"{name} isn't a supported {kind.Name} file.",
        "Check whether you used the right parameter of -Image, -Document and -Audio. Images must be PNG, JPEG, WEBP or GIF; audio must be MP3, WAV, FLAC, OGG, M4A, AAC or WEBM; documents must be PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, RTF or text in UTF-8.");
}
