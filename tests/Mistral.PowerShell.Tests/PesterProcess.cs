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

/// <summary>Runs Pester files in one process, with a home and an emulator of its own, where they can touch nothing of the user's.</summary>
internal static class PesterProcess
{
    private static readonly string[] Proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

    private static readonly string[] Homes =
    [
        "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME",
        "USERPROFILE", "APPDATA", "LOCALAPPDATA",
    ];

    /// <returns>
    /// One run for each file, or for each file up to the one in which the process ended early. That one has no report.
    /// </returns>
    public static async Task<IReadOnlyList<PesterRun>> RunAsync(
        PowerShellHost host, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("mistral-pester-");
        try
        {
            await using var emulator = await MistralEmulator.StartAsync();
            var environment = CleanEnvironment(host, scratch);
            environment["MISTRAL_TEST_URI"] = emulator.BaseUri.ToString();
            environment["MISTRAL_TEST_KEY"] = emulator.ApiKey;
            environment["MISTRAL_TEST_ADMIN_KEY"] = emulator.AdminApiKey;

            var reports = scratch.CreateSubdirectory("reports").FullName;
            var outcome = await BoundedProcess.RunAsync(
                host.Shell.FileName,
                [
                    .. host.Shell.LeadingArguments,
                    .. PowerShellSearch.RunFile(
                        "Invoke-PesterFiles.ps1",
                        "-Path", string.Join(Path.PathSeparator, files.Select(PesterFile.PathOf)),
                        "-Pester", host.PesterPath,
                        "-Report", reports,
                        "-Missing", string.Join(',', host.Missing)),
                ],
                RepositoryPaths.Root,
                environment,
                Limit(),
                cancellationToken);

            // Keys of this run must not appear in logs and results, even if a failing test prints them.
            string Redact(string text) => text
                .Replace(emulator.ApiKey, "(key)", StringComparison.OrdinalIgnoreCase)
                .Replace(emulator.AdminApiKey, "(admin key)", StringComparison.OrdinalIgnoreCase);

            List<PesterRun> runs = [];
            foreach (var file in files)
            {
                var path = Path.Combine(reports, Path.GetFileName(file) + ".json");
                var report = File.Exists(path)
                    ? JsonSerializer.Deserialize<PesterReport>(Redact(await File.ReadAllTextAsync(path, cancellationToken)), JsonSerializerOptions.Web)
                    : null;
                runs.Add(new PesterRun(outcome with { Output = Redact(OutputOf(file, outcome.Output)) }, report));
                if (report is null)
                {
                    break;
                }
            }

            return runs;
        }
        finally
        {
            Remove(scratch);
        }
    }

    // Invoke-PesterFiles.ps1 writes this before the tests of each file.
    private static string OutputOf(string file, string output)
    {
        const string Heading = "Running tests from '";
        var start = output.IndexOf(Heading + PesterFile.PathOf(file), StringComparison.Ordinal);
        if (start < 0)
        {
            return output;
        }

        var end = output.IndexOf(Heading, start + Heading.Length, StringComparison.Ordinal);
        return end < 0 ? output[start..] : output[start..end];
    }

    private static Dictionary<string, string?> CleanEnvironment(PowerShellHost host, DirectoryInfo scratch)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => (string)entry.Key)
            .Where(name => name.StartsWith("MISTRAL_", StringComparison.OrdinalIgnoreCase) && name is not ("MISTRAL_TEST_MODULE" or "MISTRAL_TEST_SOAK")
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

        // Profile-guided optimization and write-xor-execute cost time at the start and give little to processes of a few seconds.
        environment["DOTNET_TieredPGO"] = "0";
        environment["DOTNET_EnableWriteXorExecute"] = "0";

        // A collection after each 64 MiB of new objects, on the allocating thread, saves a fifth of the time.
        environment["DOTNET_gcConcurrent"] = "0";
        environment["DOTNET_GCgen0size"] = "0x4000000";

        // PowerShell compiles every script at run time. Without optimization that takes half the time.
        environment["DOTNET_JITMinOpts"] = "1";
        environment["DOTNET_TieredCompilation"] = "0";
        return environment;
    }

    private static TimeSpan Limit() =>
        int.TryParse(Environment.GetEnvironmentVariable("MISTRAL_TEST_TIMEOUT_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromMinutes(Environment.GetEnvironmentVariable("MISTRAL_TEST_SOAK") is null ? 15 : 60);

    private static void Remove(DirectoryInfo scratch)
    {
        try
        {
            scratch.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows locks a loaded dll a moment longer than its process lives. The system cleans its temporary folder.
        }
    }
}
