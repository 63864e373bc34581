namespace Mistral.PowerShell;

/// <summary>How the rounds of calls ended that a reply has behind it.</summary>
public enum ToolRoundState
{
    /// <summary>The model asked for no call.</summary>
    None,

    /// <summary>The calls ran, and the reply is the answer to them.</summary>
    Answered,

    /// <summary>The model asked for more rounds than -MaximumToolRound allows; the calls of the reply have not run.</summary>
    LimitReached,

    /// <summary>The calls of the reply have not run: they are for the caller, or -WhatIf was given.</summary>
    NotRun,
}
