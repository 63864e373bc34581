using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.HelpBuilder;

/// <summary>Collects all mistakes, so that one run shows them all.</summary>
internal sealed class DiagnosticLog
{
    private readonly List<Diagnostic> _diagnostics = [];

    public bool IsEmpty => _diagnostics.Count == 0;

    public void Add(Rule rule, string message) => Add(null, 0, rule, message);

    public void Add(string? file, int line, Rule rule, string message)
    {
        // A message of a library may have several lines; MSBuild reads one.
        _diagnostics.Add(new Diagnostic(file, line, rule, message.ReplaceLineEndings(" ")));
    }

    public IEnumerable<Diagnostic> Sorted() => _diagnostics
        .OrderBy(diagnostic => diagnostic.File, StringComparer.Ordinal)
        .ThenBy(diagnostic => diagnostic.Line)
        .ThenBy(diagnostic => diagnostic.Rule);
}
