using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>An example: what comes before the code, the code, and what comes after.</summary>
internal sealed record ExampleHelp(
    string Title,
    IReadOnlyList<string> Introduction,
    string Code,
    IReadOnlyList<string> Remarks);
