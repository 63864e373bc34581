using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Session.Settings;

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>The usage of connections by day, in a small file beside the saved connections. All processes of the user add to it.</summary>
internal sealed class BudgetFile
{
    private const string FileName = "budgets.json";
    private const string DayFormat = "yyyy-MM-dd";

    // The days of this month and of the last one.
    private const int MaxDays = 62;

    private readonly object _lock = new();

    /// <summary>Gets the usage of a connection in the current period.</summary>
    /// <exception cref="BudgetFileException">The file can't be read.</exception>
    public static Spending Get(string account, BudgetPeriod period, DateTime now)
    {
        string path = GetPath();
        BudgetDocument document = Read(path);
        string prefix = now.ToString(period is BudgetPeriod.Month ? "yyyy-MM-" : DayFormat, CultureInfo.InvariantCulture);
        return document.Connections.TryGetValue(account, out SortedDictionary<string, Spending>? days)
            ? days.Where(d => d.Key.StartsWith(prefix, StringComparison.Ordinal)).Aggregate(default(Spending), (sum, d) => sum + d.Value)
            : default;
    }

    /// <summary>Adds to the usage of a connection, under the lock of the file.</summary>
    /// <param name="account">The name of the connection.</param>
    /// <param name="spent">What is added.</param>
    /// <param name="now">The current time in UTC.</param>
    /// <param name="timeout">How long to wait for another process.</param>
    /// <exception cref="ErrorRecordException">The file can't be read, or another process holds its lock for too long.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Add(string account, Spending spent, DateTime now, TimeSpan timeout)
    {
        // The threads of this process wait here, because waiting for the lock of the file means polling.
        lock (_lock)
        {
            string path = GetPath();
            using IDisposable taken = SettingsFolder.Lock(path, timeout, CancellationToken.None);
            BudgetDocument document = Read(path);
            if (!document.Connections.TryGetValue(account, out SortedDictionary<string, Spending>? days))
            {
                document.Connections[account] = days = new(StringComparer.Ordinal);
            }

            string today = now.ToString(DayFormat, CultureInfo.InvariantCulture);
            _ = days.TryGetValue(today, out Spending before);
            days[today] = before + spent;
            foreach (string old in days.Keys.Take(Math.Max(0, days.Count - MaxDays)).Where(d => d != today).ToArray())
            {
                _ = days.Remove(old);
            }

            PartialFile.RemoveLeftovers(path);
            using PartialFile file = new(path, ownerOnly: true);
            file.Write(stream => JsonSerializer.Serialize(stream, document, BudgetJson.Default.BudgetDocument));
            file.Commit();
        }
    }

    private static string GetPath()
    {
        try
        {
            return SettingsFolder.GetPath(FileName);
        }
        catch (SavedConnectionException e)
        {
            throw BudgetFileException.Unwritable(path: null, e);
        }
    }

    private static BudgetDocument Read(string path)
    {
        try
        {
            if (SettingsFile.Find(path) is not { } text)
            {
                return new BudgetDocument();
            }

            BudgetDocument document = JsonSerializer.Deserialize(text, BudgetJson.Default.BudgetDocument) ?? throw BudgetFileException.Unreadable(path, "it contains no data.");
            return document.Version != BudgetDocument.CurrentVersion ? throw BudgetFileException.Unreadable(path, $"its format has the version {document.Version}, which this module doesn't support.")
                : document.Connections?.Values.All(days => days is not null && days.Values.All(d => d.IsValid)) is not true ? throw BudgetFileException.Unreadable(path, "a count in it isn't valid.")
                : document;
        }
        catch (JsonException)
        {
            throw BudgetFileException.Unreadable(path, "the file isn't valid JSON, or a value in it isn't of the expected type.");
        }
        catch (SavedConnectionException e)
        {
            throw BudgetFileException.Unreadable(path, e.Reason);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BudgetFileException.Unreadable(path, e.Message);
        }
    }
}

/// <summary>The format of the file.</summary>
internal sealed record BudgetDocument
{
    /// <summary>The version of the format.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>The usage by the name of a connection in small letters, and by day.</summary>
    public SortedDictionary<string, SortedDictionary<string, Spending>> Connections { get; init; } = new(StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true, WriteIndented = true)]
[JsonSerializable(typeof(BudgetDocument))]
internal sealed partial class BudgetJson : JsonSerializerContext;
