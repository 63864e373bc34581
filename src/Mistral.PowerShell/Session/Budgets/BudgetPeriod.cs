namespace Mistral.PowerShell;

/// <summary>The time in which a budget may be used.</summary>
public enum BudgetPeriod
{
    /// <summary>From the time when the connection was opened, in this process.</summary>
    Session,

    /// <summary>A day in UTC, in all processes of the user.</summary>
    Day,

    /// <summary>A month in UTC, in all processes of the user.</summary>
    Month,
}
