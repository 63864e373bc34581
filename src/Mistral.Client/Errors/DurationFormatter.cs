using System;
using System.Linq;

namespace Mistral.Client.Errors;

/// <summary>Writes a duration for people.</summary>
internal static class DurationFormatter
{
    /// <summary>Gets the two largest units of a duration, such as <c>1 hour 5 minutes</c>.</summary>
    /// <param name="wait">The duration, at least one second.</param>
    public static string Of(TimeSpan wait)
    {
        (int Count, string Unit)[] parts = [(wait.Days, "day"), (wait.Hours, "hour"), (wait.Minutes, "minute"), (wait.Seconds, "second")];
        return string.Join(" ", parts.SkipWhile(p => p.Count == 0).Take(2).Where(p => p.Count > 0).Select(p => $"{p.Count} {p.Unit}{(p.Count == 1 ? string.Empty : "s")}"));
    }
}
