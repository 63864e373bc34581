using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>What a page says about a parameter.</summary>
/// <param name="Name">The name, without the dash.</param>
/// <param name="Line">The line of the heading.</param>
/// <param name="Description">The prose, without Markdown.</param>
/// <param name="DefaultValue">The default value in the table; null without a table.</param>
internal sealed record ParameterText(string Name, int Line, IReadOnlyList<string> Description, string? DefaultValue);
