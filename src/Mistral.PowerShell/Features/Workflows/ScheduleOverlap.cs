namespace Mistral.PowerShell;

/// <summary>What a schedule does when it is due and the workflow is still running.</summary>
public enum ScheduleOverlap
{
    /// <summary>It doesn't start the workflow again.</summary>
    Skip = 1,

    /// <summary>It starts the workflow once when the running execution ends.</summary>
    BufferOne = 2,

    /// <summary>It starts the workflow for each time that was due, one after the other.</summary>
    BufferAll = 3,

    /// <summary>It cancels the running execution and then starts the workflow.</summary>
    CancelOther = 4,

    /// <summary>It terminates the running execution and then starts the workflow.</summary>
    TerminateOther = 5,

    /// <summary>It starts the workflow beside the running execution.</summary>
    AllowAll = 6,
}
