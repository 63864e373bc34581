namespace Mistral.PowerShell;

/// <summary>A report on the use of Vibe.</summary>
public enum AnalyticReport
{
    /// <summary>Vibe Work, a row for each user.</summary>
    WorkUser,

    /// <summary>Vibe Work, a row for each agent.</summary>
    WorkAgent,

    /// <summary>Vibe Work, a row for each hour, day, week or month.</summary>
    WorkTime,

    /// <summary>Vibe Code in the workspaces: sessions, prompts, users, tokens and tool calls of each day.</summary>
    CodeWorkspace,

    /// <summary>Vibe Code in the organization: suggested edits of each day.</summary>
    CodeOrganization,
}
