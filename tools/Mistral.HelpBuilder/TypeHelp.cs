using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>An input or output type of a command.</summary>
internal sealed record TypeHelp(string Name, IReadOnlyList<string> Description);
