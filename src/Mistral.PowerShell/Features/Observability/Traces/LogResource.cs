using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>An entry of a log that an application sent.</summary>
[Resource(
    "Mistral.Log",
    "CustomerId", "OrganizationId", "WorkspaceId", "UserId", "Timestamp", "TraceId", "SpanId", "TraceFlags",
    "SeverityText", "SeverityNumber", "ServiceName", "Body", "EventName", "ResourceSchemaUrl", "ResourceAttributes",
    "ScopeSchemaUrl", "ScopeName", "ScopeVersion", "ScopeAttributes", "LogAttributes",
    Unchanged = ["resource_attributes", "scope_attributes", "log_attributes"])]
internal sealed class LogResource;
