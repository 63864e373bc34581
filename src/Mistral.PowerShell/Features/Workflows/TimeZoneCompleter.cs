using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>Completes common IANA names of time zones. The API knows all of them.</summary>
internal sealed class TimeZoneCompleter() : WordCompleter(
    "UTC", "Europe/Berlin", "Europe/London", "Europe/Madrid", "Europe/Paris", "Europe/Rome", "Europe/Warsaw", "Europe/Zurich",
    "America/Chicago", "America/Denver", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "America/Toronto",
    "Asia/Dubai", "Asia/Kolkata", "Asia/Shanghai", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney");
