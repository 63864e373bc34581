using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>Whether the session can ask the user a question.</summary>
internal static class HostInteractivity
{
    public static bool IsAttended { get; } =
        Environment.UserInteractive
        && !Console.IsInputRedirected
        && !Environment.GetCommandLineArgs().Any(a => a.Length > 3 && "-NonInteractive".StartsWith(a, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a question failed because the session can't ask one.</summary>
    public static bool IsUnavailable(Exception failure) => failure is PSInvalidOperationException or HostException or NotImplementedException;
}
