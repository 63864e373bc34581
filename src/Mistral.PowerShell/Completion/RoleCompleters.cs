using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Mistral.PowerShell;

/// <summary>Completes names of roles. They are not the only ones for ever, so that others may be typed.</summary>
internal abstract class RoleCompleter(params string[] names) : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        names.Where(n => CompletionText.Matches(n, wordToComplete)).Select(n => new CompletionResult(CompletionText.Quote(n, wordToComplete)));
}

/// <summary>Completes names of roles in the organization.</summary>
internal sealed class OrganizationRoleCompleter() : RoleCompleter("member", "billing_manager", "organization_admin");

/// <summary>Completes names of roles in a workspace.</summary>
internal sealed class WorkspaceRoleCompleter() : RoleCompleter(
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
