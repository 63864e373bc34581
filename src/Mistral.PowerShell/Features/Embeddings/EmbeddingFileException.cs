using System.Management.Automation;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>A file isn't a valid file of embeddings. It was not read.</summary>
internal sealed class EmbeddingFileException : ErrorRecordException
{
    private EmbeddingFileException(string file, string message, string hint)
        : base("MistralEmbeddingFileInvalid", ErrorCategory.InvalidData, file, message, hint)
    {
    }

    public static EmbeddingFileException Foreign(string file) => new(
        file, $"The file '{file}' was not created by Export-MistralEmbedding.", "Check the path.");

    public static EmbeddingFileException Newer(string file, int version) => new(
        file, $"The file '{file}' has the format version {version}. This module supports version {EmbeddingFileFormat.Version}.", "Update the module.");

    public static EmbeddingFileException Damaged(string file) => new(
        file, $"The file '{file}' is damaged or truncated: its content doesn't match its checksum or its lengths.", "Copy the file again, or export the embeddings again.");
}
