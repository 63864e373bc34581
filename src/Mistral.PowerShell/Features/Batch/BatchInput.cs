namespace Mistral.PowerShell.Features.Batch;

/// <summary>A request of a batch.</summary>
/// <param name="Row">Its row in the input, from 1.</param>
/// <param name="File">The index of its file.</param>
/// <param name="Offset">Where its line begins.</param>
/// <param name="Length">The length of its line.</param>
internal readonly record struct BatchInput(int Row, int File, long Offset, int Length)
{
    /// <summary>How many results it may still get: one, or more if several requests have its custom id.</summary>
    public int Left { get; init; } = 1;

    /// <summary>Whether several requests have its custom id, so that its results can't be told apart.</summary>
    public bool IsAmbiguous { get; init; }
}
