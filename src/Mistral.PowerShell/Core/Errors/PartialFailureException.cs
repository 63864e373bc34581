using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>The API executed one part of a request and refused another. The error record describes the refused part.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with the parts of its record.
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
        $"The API refused the e-mail address '{email}': it isn't valid, or the organization doesn't allow it. The others were accepted.",
        "Correct the address, or check which domains the organization allows. Then run the command again for this address.");

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
        "Get-MistralWorkspaceMember shows the members. To remove a member of a user group, remove the user from the group.");
}
