using System;

namespace Mistral.Emulator;

internal sealed record KeyCommand(
    string? Add = null,
    string? Revoke = null,
    string? Next = null,
    bool Admin = false,
    string? Name = null,
    DateOnly? Expiration = null,
    int? Propagation = null,
    int? MaximumDays = null,
    AdminHeader? AdminHeader = null);
