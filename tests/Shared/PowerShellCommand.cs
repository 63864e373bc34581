using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Testing;

/// <summary>What starts a PowerShell.</summary>
/// <param name="LeadingArguments">What comes before PowerShell's own arguments.</param>
internal sealed record PowerShellCommand(string FileName, IReadOnlyList<string> LeadingArguments)
{
    private static readonly TimeSpan RestoreLimit = TimeSpan.FromMinutes(2);

    /// <summary>The pwsh of PATH; null where there is none.</summary>
    public static PowerShellCommand? OnPath() => ExecutableSearch.Find("pwsh") is { } found ? new(found, []) : null;

    /// <summary>The pwsh that is a tool of this repository, restored first.</summary>
    /// <returns>The command, or why there is none.</returns>
    public static async Task<(PowerShellCommand? Command, string? Problem)> RestoreAsync(CancellationToken cancellationToken)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var restore = await BoundedProcess.RunAsync(
            dotnet, ["tool", "restore"], RepositoryPaths.Root, new Dictionary<string, string?>(), RestoreLimit, cancellationToken);
        return restore.ExitCode == 0
            ? (new PowerShellCommand(dotnet, ["tool", "run", "pwsh", "--"]), null)
            : (null, $"`dotnet tool restore` did not bring it ({restore.LastLine.TrimEnd('.')})");
    }
}
