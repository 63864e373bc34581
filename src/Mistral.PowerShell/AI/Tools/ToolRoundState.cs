namespace Mistral.PowerShell;

/// <summary>How the rounds of tool calls before a response ended.</summary>
public enum ToolRoundState
{
    /// <summary>The model requested no call.</summary>
    None,

    /// <summary>The calls ran, and the response is the model's answer.</summary>
    Answered,

    /// <summary>The model requested more rounds than -MaximumToolRound allows. The calls of the response have not run.</summary>
    LimitReached,

    /// <summary>The calls of the response have not run, because the caller runs them or -WhatIf was used.</summary>
    NotRun,
}
