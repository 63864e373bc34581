namespace Mistral.HelpBuilder;

/// <summary>What one <c>Parameter</c> attribute states. A set name of null stands for all parameter sets.</summary>
internal sealed record ParameterUse(string? SetName, bool IsMandatory, int? Position, bool ByValue, bool ByPropertyName)
{
    /// <summary>How it binds from the pipeline, in the terms of Get-Help.</summary>
    public string PipelineInput => (ByPropertyName, ByValue) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByPropertyName)",
        (false, true) => "True (ByValue)",
        _ => "False",
    };
}
