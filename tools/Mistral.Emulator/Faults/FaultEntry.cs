namespace Mistral.Emulator;

/// <summary>A fault and how often it was met.</summary>
internal sealed class FaultEntry(Fault fault)
{
    public Fault Fault { get; } = fault;

    public int Passed { get; set; }

    public int Used { get; set; }
}
