using System.Globalization;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>A vector can't be compared with others, or can't be saved with them.</summary>
internal sealed class EmbeddingException : ErrorRecordException
{
    private const string MismatchHint =
        "Only vectors of one model, one length and one data type can be compared. Create them again with Get-MistralEmbedding and the same -Model, -Dimension and -DataType.";

    private EmbeddingException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    /// <param name="difference">The result of <see cref="EmbeddingKind.FindDifference"/>.</param>
    /// <param name="target">The embedding, or the file with all embeddings.</param>
    public static EmbeddingException Mismatch(string difference, object target) => new(
        "MistralEmbeddingMismatch",
        ErrorCategory.InvalidArgument,
        target,
        $"The vector of '{Shorten(target.ToString()!)}' {difference}.",
        MismatchHint);

    /// <param name="first">The error of the first embedding.</param>
    /// <param name="count">The number of embeddings.</param>
    /// <param name="query">The query.</param>
    public static EmbeddingException NoneFits(EmbeddingException first, int count, EmbeddingQuery query) => new(
        "MistralEmbeddingMismatch",
        ErrorCategory.InvalidArgument,
        query,
        string.Format(CultureInfo.InvariantCulture, "None of the {0:N0} embeddings fits the query: t{1}", count, first.Message.Substring(1)),
        "For -Query, use a text, or a vector with the model, the length and the data type of the set.");

    /// <param name="count">The number of embeddings without an error record of their own.</param>
    /// <param name="query">The query.</param>
    public static EmbeddingException MoreUnfit(int count, EmbeddingQuery query) => new(
        "MistralEmbeddingMismatch",
        ErrorCategory.InvalidArgument,
        query,
        string.Format(CultureInfo.InvariantCulture, "{0:N0} more embeddings don't fit the query.", count),
        MismatchHint);

    public static EmbeddingException UnknownModel(object target) => new(
        "MistralEmbeddingMismatch",
        ErrorCategory.InvalidArgument,
        target,
        "The model of the set is unknown, so the text of the query can't be embedded with the same model.",
        "For -Query, use a vector: (Get-MistralEmbedding 'text' -Model <model>).");

    public static EmbeddingException NoDirection(object target) => new(
        "MistralEmbeddingInvalid",
        ErrorCategory.InvalidData,
        target,
        $"The vector of '{Shorten(target.ToString()!)}' has no direction: its numbers are all zero, or some are infinite or NaN.",
        "Create the vector again with Get-MistralEmbedding.");

    public static EmbeddingException NotFinite(Embedding target) => new(
        "MistralEmbeddingInvalid",
        ErrorCategory.InvalidData,
        target,
        $"The vector of '{Shorten(target.Text)}' contains a value that isn't a finite number.",
        "Create the vector again with Get-MistralEmbedding.");

    public static EmbeddingException OutOfRange(Embedding target) => new(
        "MistralEmbeddingInvalid",
        ErrorCategory.InvalidData,
        target,
        $"The vector of '{Shorten(target.Text)}' contains a number that isn't valid for its data type, {target.DataType}.",
        "Set DataType to the type of the numbers, or create the vector again with Get-MistralEmbedding.");

    private static string Shorten(string text)
    {
        const int MaxLength = 60;
        return ConsoleText.Escape(text.Length > MaxLength ? text.Remove(MaxLength) + "..." : text);
    }
}
