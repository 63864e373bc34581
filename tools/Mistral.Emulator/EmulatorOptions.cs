namespace Mistral.Emulator;

public sealed class EmulatorOptions
{
    /// <summary>The regular key; null creates a random one.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The key of the admin endpoints; null creates a random one.</summary>
    public string? AdminApiKey { get; init; }

    /// <summary>Whether any nonempty key is accepted if a key above is null.</summary>
    public bool AcceptAnyKey { get; init; }

    /// <summary>The headers in which the admin key is accepted.</summary>
    public AdminHeader AdminHeader { get; init; }
}
