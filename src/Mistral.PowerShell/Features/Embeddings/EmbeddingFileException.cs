using System.Management.Automation;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>A file holds no embeddings that can be read. Nothing of it was.</summary>
internal sealed class EmbeddingFileException : ErrorRecordException
{
    private EmbeddingFileException(string file, string message, string hint)
        : base("MistralEmbeddingFileInvalid", ErrorCategory.InvalidData, file, message, hint)
    {
    }

    public static EmbeddingFileException Foreign(string file) => new(
        file, $"'{file}' is not a file of Export-MistralEmbedding.", "Check the path.");

    public static EmbeddingFileException Newer(string file, int version) => new(
        file, $"'{file}' has version {version} of the form, and this module knows {EmbeddingFileFormat.Version}.", "Update the module.");

    public static EmbeddingFileException Damaged(string file) => new(
        file, $"'{file}' is damaged or cut off: its contents do not fit its checksum or its lengths.", "Copy it once more, or export the embeddings again.");
}
