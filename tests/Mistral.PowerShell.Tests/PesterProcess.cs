using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Emulator;
using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>Runs one Pester file where it can touch nothing of the user's.</summary>
internal static class PesterProcess
{
    private static readonly string[] Proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

    private static readonly string[] Homes =
    [
        "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME",
        "USERPROFILE", "APPDATA", "LOCALAPPDATA",
    ];

    public static async Task<PesterRun> RunAsync(PowerShellHost host, string file, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("mistral-pester-");
        try
        {
            await using var emulator = await MistralEmulator.StartAsync();
            var environment = CleanEnvironment(host, scratch);
            environment["MISTRAL_TEST_MODULE"] = Environment.GetEnvironmentVariable("MISTRAL_TEST_MODULE") is { Length: > 0 } module
                ? module
                : RepositoryPaths.ModuleManifest;
            environment["MISTRAL_TEST_URI"] = emulator.BaseUri.ToString();
            environment["MISTRAL_TEST_KEY"] = emulator.ApiKey;
            environment["MISTRAL_TEST_ADMIN_KEY"] = emulator.AdminApiKey;

            var reportPath = Path.Combine(scratch.FullName, "report.json");
            var outcome = await BoundedProcess.RunAsync(
                host.FileName,
                [
                    .. host.LeadingArguments,
                    .. PowerShellSearch.RunFile(
                        "Invoke-PesterFile.ps1",
                        "-Path", Path.Combine(RepositoryPaths.TestProject, file),
                        "-Pester", host.PesterPath,
                        "-Report", reportPath),
                ],
                RepositoryPaths.Root,
                environment,
                Limit(),
                cancellationToken);

            // Whatever a failing test printed, the keys of this run stay out of logs and results.
            string Redact(string text) => text
                .Replace(emulator.ApiKey, "(key)", StringComparison.OrdinalIgnoreCase)
                .Replace(emulator.AdminApiKey, "(admin key)", StringComparison.OrdinalIgnoreCase);
            var report = File.Exists(reportPath) && !outcome.TimedOut
                ? JsonSerializer.Deserialize<PesterReport>(
                    Redact(await File.ReadAllTextAsync(reportPath, cancellationToken)), JsonSerializerOptions.Web)
                : null;
            return new PesterRun(outcome with { Output = Redact(outcome.Output) }, report);
        }
        finally
        {
            Remove(scratch);
        }
    }

    private static Dictionary<string, string?> CleanEnvironment(PowerShellHost host, DirectoryInfo scratch)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => (string)entry.Key)
            .Where(name => name.StartsWith("MISTRAL_", StringComparison.OrdinalIgnoreCase)
                || Proxies.Contains(name, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(name => name, string? (_) => null);
        foreach (var name in Homes)
        {
            environment[name] = scratch.CreateSubdirectory(Path.Combine("home", name)).FullName;
        }

        environment["PSModulePath"] = host.ModulePath;
        environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        environment["POWERSHELL_UPDATECHECK"] = "Off";
        environment["NO_COLOR"] = "1";
        return environment;
    }

    private static TimeSpan Limit() =>
        int.TryParse(Environment.GetEnvironmentVariable("MISTRAL_TEST_TIMEOUT_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromMinutes(15);

    private static void Remove(DirectoryInfo scratch)
    {
        try
        {
            scratch.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a loaded dll locked a moment longer than its process; the system empties its temp folder.
        }
    }
}
