namespace Mistral.Emulator;

/// <summary>The current spend limit.</summary>
internal sealed class Billing
{
    public long? Limit { get; set; } = 500;

    public void Reset() => Limit = 500;
}
