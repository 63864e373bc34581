namespace Mistral.HelpBuilder;

/// <summary>What all pages of the module have in common.</summary>
internal static class ModulePages
{
    public const string ModuleName = "Mistral";

    /// <summary>PowerShell looks for a help file with the name of the assembly.</summary>
    public const string HelpFileName = "Mistral.PowerShell.dll-Help.xml";

    private const string OnlineFolder = "https://github.com/mistral-powershell/mistral-powershell/blob/main/docs";

    /// <summary>The address that <c>Get-Help -Online</c> opens.</summary>
    public static string OnlineVersion(string pageName) => $"{OnlineFolder}/{pageName}.md";
}
