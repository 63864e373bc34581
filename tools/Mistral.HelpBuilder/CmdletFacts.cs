using System.Collections.Generic;

namespace Mistral.HelpBuilder;

/// <summary>What the assembly states about a cmdlet. It is generated into the page.</summary>
/// <param name="Name">The name of the cmdlet.</param>
/// <param name="Sets">The parameter sets, the default one first.</param>
/// <param name="Parameters">The parameters in the order in which PowerShell shows them.</param>
/// <param name="AcceptsPipelineInput">Whether a parameter binds from the pipeline, by value or by property name.</param>
/// <param name="InputTypes">The types of the parameters that bind by value.</param>
/// <param name="OutputTypes">The types of <c>OutputType</c> attributes.</param>
internal sealed record CmdletFacts(
    string Name,
    IReadOnlyList<SyntaxSet> Sets,
    IReadOnlyList<ParameterFacts> Parameters,
    bool AcceptsPipelineInput,
    IReadOnlyList<string> InputTypes,
    IReadOnlyList<string> OutputTypes);
