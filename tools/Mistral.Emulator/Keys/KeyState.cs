namespace Mistral.Emulator;

/// <summary>A key as the controls show it.</summary>
/// <param name="Live">Neither revoked nor expired; it may still have to come into effect.</param>
internal sealed record KeyState(KeyRecord Record, bool Live);
