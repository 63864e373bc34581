namespace Mistral.Emulator;

public sealed class EmulatorOptions
{
    /// <summary>The ordinary key; a random one is made where this is null.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The key of the admin endpoints; a random one is made where this is null.</summary>
    public string? AdminApiKey { get; init; }

    /// <summary>Where a key above is null, accept any key that is not empty.</summary>
    public bool AcceptAnyKey { get; init; }

    /// <summary>Where the admin key may stand.</summary>
    public AdminHeader AdminHeader { get; init; }
}
