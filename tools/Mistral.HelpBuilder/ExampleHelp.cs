using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>An example: the introduction, the code, and the remarks.</summary>
internal sealed record ExampleHelp(
    string Title,
    IReadOnlyList<string> Introduction,
    string Code,
    IReadOnlyList<string> Remarks);
