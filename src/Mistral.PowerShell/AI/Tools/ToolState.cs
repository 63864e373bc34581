namespace Mistral.PowerShell;

/// <summary>The state of a tool call.</summary>
public enum ToolState
{
    /// <summary>The command ran.</summary>
    Completed,

    /// <summary>The command reported errors, or could not run with these arguments.</summary>
    Failed,

    /// <summary>The user, or -WhatIf, prevented the call.</summary>
    Declined,

    /// <summary>The server was allowed to run the call. The result is in the conversation.</summary>
    Allowed,

    /// <summary>The model has no such tool, so nothing ran.</summary>
    Unknown,
}
