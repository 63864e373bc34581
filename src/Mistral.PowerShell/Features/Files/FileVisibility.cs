namespace Mistral.PowerShell;

/// <summary>Who can see a file that was uploaded.</summary>
public enum FileVisibility
{
    /// <summary>Everybody in the workspace.</summary>
    Workspace,

    /// <summary>Only the user who uploaded it.</summary>
    User,
}
