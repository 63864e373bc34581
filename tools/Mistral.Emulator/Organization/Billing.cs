namespace Mistral.Emulator;

/// <summary>The spending limit as it was last set.</summary>
internal sealed class Billing
{
    public long? Limit { get; set; } = 500;

    public void Reset() => Limit = 500;
}
