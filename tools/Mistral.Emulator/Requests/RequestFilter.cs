using System;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Mistral.Emulator;

/// <summary>Selects log entries by method, path (prefix), status, events (at least), aborted, held and done.</summary>
internal sealed class RequestFilter(IReadOnlyDictionary<string, StringValues> query)
{
    public int Count { get; } = Number(query, "count") ?? 1;

    public TimeSpan Wait { get; } = TimeSpan.FromSeconds(Math.Clamp(Seconds(query), 0, 300));

    public bool Matches(RequestLogEntry entry) =>
        (Text("method") is not { } method || string.Equals(method, entry.Method, StringComparison.OrdinalIgnoreCase))
        && (Text("path") is not { } path || entry.Path.StartsWith(path, StringComparison.Ordinal))
        && (Number(query, "status") is not { } status || entry.StatusCode == status)
        && (Number(query, "events") is not { } events || entry.EventsSent >= events)
        && IsAsked("aborted", entry.Aborted)
        && IsAsked("held", entry.Held)
        && IsAsked("done", entry.Done);

    private bool IsAsked(string name, bool value) => Number(query, name) is not { } asked || (asked != 0) == value;

    private string? Text(string name) => query.TryGetValue(name, out var values) ? values.ToString() : null;

    private static int? Number(IReadOnlyDictionary<string, StringValues> query, string name) =>
        query.TryGetValue(name, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double Seconds(IReadOnlyDictionary<string, StringValues> query) =>
        query.TryGetValue("wait", out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
