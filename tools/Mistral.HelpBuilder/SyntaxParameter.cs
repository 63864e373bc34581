namespace Mistral.HelpBuilder;

/// <summary>A parameter in a parameter set.</summary>
internal sealed record SyntaxParameter(ParameterFacts Facts, ParameterGroup Group)
{
    /// <summary>The syntax as PowerShell writes it, such as <c>[[-Name] &lt;String&gt;]</c>.</summary>
    public override string ToString()
    {
        string name = Group.Position is null ? $"-{Facts.Name}" : $"[-{Facts.Name}]";
        string text = Facts.IsSwitch ? name : $"{name} <{Facts.TypeName}>";
        return Group.IsMandatory ? text : $"[{text}]";
    }
}
