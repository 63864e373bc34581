namespace Mistral.PowerShell;

/// <summary>How a call ended.</summary>
public enum ToolState
{
    /// <summary>The command ran.</summary>
    Completed,

    /// <summary>The command ran and reported errors, or could not be run with these arguments.</summary>
    Failed,

    /// <summary>The user, or -WhatIf, kept it from running.</summary>
    Declined,

    /// <summary>The server was let run it, and tells in the conversation what came of it.</summary>
    Allowed,

    /// <summary>No such tool was given to the model, so nothing ran.</summary>
    Unknown,
}
