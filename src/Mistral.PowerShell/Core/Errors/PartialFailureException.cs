using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>The API did one part of what it was asked and not another, with the error record for what it did not.</summary>
#pragma warning disable CA1032 // It is made here alone, always with its record's parts.
public sealed class PartialFailureException : ErrorRecordException
#pragma warning restore CA1032
{
    private PartialFailureException(string id, ErrorCategory category, string item, string message, string hint)
        : base(id, category, item, message, hint)
    {
    }

    internal static PartialFailureException InvalidEmail(string email) => new(
        "MistralEmailRefused",
        ErrorCategory.InvalidArgument,
        email,
        $"The API refused the e-mail address '{email}': it is no address, or not one that the organization allows. The others were taken.",
        "Correct the address, or check which domains the organization allows, and run the command for this one again.");

    internal static PartialFailureException AlreadyMember(string email) => new(
        "MistralAlreadyMember",
        ErrorCategory.ResourceExists,
        email,
        $"'{email}' is a member of the organization already, so no invitation was sent.",
        "Get-MistralUser -Email shows the user, and Set-MistralUser changes the roles.");

    internal static PartialFailureException MemberStays(string user, string workspace) => new(
        "MistralMemberNotRemoved",
        ErrorCategory.InvalidOperation,
        user,
        $"The user '{user}' was not removed from the workspace '{workspace}'.",
        "Get-MistralWorkspaceMember shows who is in it. Whoever is there through a user group leaves it with the group.");
}
