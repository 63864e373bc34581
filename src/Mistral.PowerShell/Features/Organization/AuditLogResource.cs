using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>An entry of the audit log.</summary>
[Resource(
    "Mistral.AuditLog",
    "LogId", "CreatedAt", "EventType", "EventMetadata", "ActorType", "ActorMetadata", "TargetType", "TargetMetadata",
    "OrganizationUuid", "WorkspaceUuid", "Actor",
    List = typeof(GetMistralAuditLogCommand))]
internal sealed class AuditLogResource;
