namespace Mistral.Emulator;

internal sealed record TenantWorkspace(string Id, string Name);
