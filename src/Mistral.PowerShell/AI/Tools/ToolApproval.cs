namespace Mistral.PowerShell.AI.Tools;

/// <summary>Whether a call may run.</summary>
internal enum ToolApproval
{
    /// <summary>The call must not run.</summary>
    Refused,

    /// <summary>The call may run, and the user was not asked. The command may still ask itself.</summary>
    Unasked,

    /// <summary>The call may run, and the user has confirmed this call or all calls.</summary>
    Given,
}
