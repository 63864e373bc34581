using System;

namespace Mistral.Client.Tests;

/// <summary>The bounds of every wait in these tests: generous, since they are only met when something is wrong.</summary>
internal static class Limits
{
    /// <summary>Of one test, in milliseconds.</summary>
    public const int Test = 180_000;

    /// <summary>Of what has to happen at once.</summary>
    public static TimeSpan Prompt { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Of what takes the processor seconds, and many times as long where others have it.</summary>
    public static TimeSpan Work { get; } = TimeSpan.FromSeconds(150);

    /// <summary>Of what has to happen at all.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(15);
}
