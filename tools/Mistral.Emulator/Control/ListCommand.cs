namespace Mistral.Emulator;

internal sealed record ListCommand(string Path, int Count);
