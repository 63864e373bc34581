using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.Features.Organization;

/// <summary>Completes names of roles in the organization.</summary>
internal sealed class OrganizationRoleCompleter() : WordCompleter("member", "billing_manager", "organization_admin");

/// <summary>Completes names of roles in a workspace.</summary>
internal sealed class WorkspaceRoleCompleter() : WordCompleter(
    "billing",
    "user",
    "contributor",
    "dev",
    "dev_contributor",
    "mistral_code_user",
    "cloud_user",
    "workspace_contributor",
    "workspace_admin",
    "observability_viewer",
    "workflow_executor");
