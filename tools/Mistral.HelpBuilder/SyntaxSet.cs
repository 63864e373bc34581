using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>One way to call a cmdlet, its parameters in the order in which PowerShell shows them.</summary>
internal sealed record SyntaxSet(string Name, bool IsDefault, IReadOnlyList<SyntaxParameter> Parameters);
