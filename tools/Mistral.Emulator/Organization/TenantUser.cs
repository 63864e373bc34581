namespace Mistral.Emulator;

internal sealed record TenantUser(string Id, string Email, string FirstName, string LastName);
