namespace Mistral.Emulator;

/// <summary>A fault and the number of requests that matched it.</summary>
internal sealed class FaultEntry(Fault fault)
{
    public Fault Fault { get; } = fault;

    public int Passed { get; set; }

    public int Used { get; set; }
}
