namespace Mistral.HelpBuilder;

/// <summary>A limit of a parameter's value, such as <c>Accepted range</c> and <c>1 to 100</c>.</summary>
internal sealed record ParameterLimit(string Label, string Text);
