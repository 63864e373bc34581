using System.Globalization;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>A vector can't be compared, or not be kept with others.</summary>
internal sealed class EmbeddingException : ErrorRecordException
{
    private const string MismatchHint =
        "Only vectors of one model, one length and one data type can be compared. Make them anew with Get-MistralEmbedding and the same -Model, -Dimension and -DataType.";

    private EmbeddingException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    /// <param name="difference">What <see cref="EmbeddingKind.FindDifference"/> told.</param>
    /// <param name="target">The embedding, or the file of a whole set.</param>
    public static EmbeddingException Mismatch(string difference, object target) => new(
        "MistralEmbeddingMismatch",
        ErrorCategory.InvalidArgument,
        target,
        $"The vector of '{Shorten(target.ToString()!)}' {difference}.",
        MismatchHint);

    /// <param name="first">What was wrong with the first of them.</param>
    /// <param name="count">How many there were.</param>
    /// <param name="query">What they were to be compared with.</param>
    public static EmbeddingException NoneFits(EmbeddingException first, int count, EmbeddingQuery query) => new(
        "MistralEmbeddingMismatch",
        ErrorCategory.InvalidArgument,
        query,
        string.Format(CultureInfo.InvariantCulture, "None of the {0:N0} embeddings fits the query: t{1}", count, first.Message.Substring(1)),
        "Give -Query a text, or a vector of the model, the length and the data type of the set.");

    /// <param name="count">How many there were besides those that were told.</param>
    /// <param name="query">What they were to be compared with.</param>
    public static EmbeddingException MoreUnfit(int count, EmbeddingQuery query) => new(
        "MistralEmbeddingMismatch",
        ErrorCategory.InvalidArgument,
        query,
        string.Format(CultureInfo.InvariantCulture, "{0:N0} more embeddings do not fit the query.", count),
        MismatchHint);

    public static EmbeddingException UnknownModel(object target) => new(
        "MistralEmbeddingMismatch",
        ErrorCategory.InvalidArgument,
        target,
        "The set does not tell which model made it, so that the text of the query can't be embedded alike.",
        "Give -Query a vector: (Get-MistralEmbedding 'text' -Model <model>).");

    public static EmbeddingException NoDirection(object target) => new(
        "MistralEmbeddingInvalid",
        ErrorCategory.InvalidData,
        target,
        $"The vector of '{Shorten(target.ToString()!)}' points nowhere: its numbers are all zero, or some are no numbers at all.",
        "Make it anew with Get-MistralEmbedding.");

    public static EmbeddingException NotFinite(Embedding target) => new(
        "MistralEmbeddingInvalid",
        ErrorCategory.InvalidData,
        target,
        $"The vector of '{Shorten(target.Text)}' holds a value that isn't a finite number.",
        "Make it anew with Get-MistralEmbedding.");

    public static EmbeddingException OutOfRange(Embedding target) => new(
        "MistralEmbeddingInvalid",
        ErrorCategory.InvalidData,
        target,
        $"The vector of '{Shorten(target.Text)}' has a number that is not of its data type, {target.DataType}.",
        "Set DataType to the type of the numbers, or make the vector anew with Get-MistralEmbedding.");

    private static string Shorten(string text)
    {
        const int MaxLength = 60;
        return ConsoleText.Escape(text.Length > MaxLength ? text.Remove(MaxLength) + "..." : text);
    }
}
