using System;

namespace Mistral.Client.Tests;

/// <summary>The bounds of every wait in these tests: generous, since they are only met when something is wrong.</summary>
internal static class Limits
{
    /// <summary>The timeout of a test in milliseconds.</summary>
    public const int Test = 180_000;

    /// <summary>The limit for what must happen at once.</summary>
    public static TimeSpan Prompt { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The limit for work that takes seconds of processor time, with room for a busy machine.</summary>
    public static TimeSpan Work { get; } = TimeSpan.FromSeconds(150);

    /// <summary>The limit for what must happen eventually.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(15);
}
