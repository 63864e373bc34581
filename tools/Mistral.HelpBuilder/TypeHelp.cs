using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>A type a command takes or gives.</summary>
internal sealed record TypeHelp(string Name, IReadOnlyList<string> Description);
