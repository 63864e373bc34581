using System;
using System.Collections.Generic;
using Xunit;

namespace Mistral.Conformance.Tests.Architecture;

/// <summary>Reports violations of a rule in full, which xunit's own messages cut.</summary>
internal static class Violations
{
    public static void AssertNone(IEnumerable<string> violations)
    {
        string[] found = [.. violations];
        Assert.True(found.Length == 0, string.Join(Environment.NewLine, found));
    }
}
