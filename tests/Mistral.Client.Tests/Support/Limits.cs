using System;

namespace Mistral.Client.Tests;

/// <summary>The bounds of every wait in these tests: generous, since they are only met when something is wrong.</summary>
internal static class Limits
{
    /// <summary>Of one test, in milliseconds.</summary>
    public const int Test = 60_000;

    /// <summary>Of what has to happen at once.</summary>
    public static TimeSpan Prompt { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Of what has to happen at all.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(15);
}
