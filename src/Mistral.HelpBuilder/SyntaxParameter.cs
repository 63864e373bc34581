namespace Mistral.HelpBuilder;

/// <summary>A parameter as a parameter set shows it. A switch has no type there.</summary>
internal sealed record SyntaxParameter(string Name, string? Type, bool Required, bool Positional, int Line);
