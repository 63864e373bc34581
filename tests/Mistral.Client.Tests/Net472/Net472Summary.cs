using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace Mistral.Client.Tests.Net472;

/// <summary>What an xunit result file says.</summary>
internal sealed record Net472Summary(
    int Passed, int Failed, int Skipped, IReadOnlyList<string> Failures, IReadOnlyList<string> SkipReasons)
{
    public static Net472Summary Read(XDocument results)
    {
        var assemblies = results.Descendants("assembly").ToList();
        var tests = results.Descendants("test").ToList();
        var failures = tests.Where(test => Is(test, "Fail"))
            .Concat(results.Descendants("error"))
            .Select(failed => $"{Name(failed)}\n{failed.Descendants("message").FirstOrDefault()?.Value}\n{failed.Descendants("stack-trace").FirstOrDefault()?.Value}");
        var skipped = tests.Where(test => Is(test, "Skip"))
            .Select(test => $"skipped {Name(test)}: {test.Element("reason")?.Value}");
        return new Net472Summary(
            Sum(assemblies, "passed"),
            Sum(assemblies, "failed") + Sum(assemblies, "errors"),
            Sum(assemblies, "skipped"),
            [.. failures],
            [.. skipped]);
    }

    private static bool Is(XElement test, string result) => (string?)test.Attribute("result") == result;

    private static string? Name(XElement element) => (string?)element.Attribute("name");

    private static int Sum(IEnumerable<XElement> assemblies, string count) =>
        assemblies.Sum(assembly => int.Parse((string?)assembly.Attribute(count) ?? "0", CultureInfo.InvariantCulture));
}
