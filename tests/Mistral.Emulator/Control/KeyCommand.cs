namespace Mistral.Emulator;

internal sealed record KeyCommand(string? Add = null, string? Revoke = null, bool Admin = false);
