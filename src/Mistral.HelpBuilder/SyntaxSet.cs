using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>One way to call a command.</summary>
internal sealed record SyntaxSet(string Name, bool IsDefault, int Line, IReadOnlyList<SyntaxParameter> Parameters);
