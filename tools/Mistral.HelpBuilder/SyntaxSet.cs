using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>One parameter set, with the parameters in the order in which PowerShell shows them.</summary>
internal sealed record SyntaxSet(string Name, bool IsDefault, IReadOnlyList<SyntaxParameter> Parameters);
