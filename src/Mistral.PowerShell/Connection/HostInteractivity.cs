using System;
using System.Linq;

namespace Mistral.PowerShell;

/// <summary>Whether a person is there to answer a question.</summary>
internal static class HostInteractivity
{
    public static bool IsAttended { get; } =
        Environment.UserInteractive
        && !Console.IsInputRedirected
        && !Environment.GetCommandLineArgs().Any(a => a.Length > 3 && "-NonInteractive".StartsWith(a, StringComparison.OrdinalIgnoreCase));
}
