namespace Mistral.PowerShell;

/// <summary>Who can access an uploaded file.</summary>
public enum FileVisibility
{
    /// <summary>All users of the workspace.</summary>
    Workspace,

    /// <summary>Only the user who uploaded it.</summary>
    User,
}
