using System.Collections;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>Accepts a text, a vector or an embedding as a query.</summary>
internal sealed class EmbeddingQueryAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = PSValue.Unwrap(inputData);
        return plain switch
        {
            EmbeddingQuery query => query,
            string { Length: > 0 } text => new EmbeddingQuery(text),
            Embedding embedding => new EmbeddingQuery(embedding),
            EmbeddingMatch match => new EmbeddingQuery(match.Embedding),
            IEnumerable and not string when LanguagePrimitives.TryConvertTo(plain, out float[] vector) && vector.Length > 0 => new EmbeddingQuery(vector),
            null or "" => throw new ArgumentTransformationMetadataException("The query is empty. Specify the text to search for, a vector (an array of numbers) or one embedding of Get-MistralEmbedding."),
            _ => throw new ArgumentTransformationMetadataException("A query must be a text, a vector (an array of numbers) or one embedding of Get-MistralEmbedding."),
        };
    }
}
