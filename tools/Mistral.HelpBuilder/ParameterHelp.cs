using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>The help for a parameter.</summary>
internal sealed record ParameterHelp(ParameterFacts Facts, IReadOnlyList<string> Description, string DefaultValue);
