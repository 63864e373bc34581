using Mistral.HelpBuilder;
using Xunit;

namespace Mistral.PowerShell.UnitTests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("build docs a.dll out", "build", "out")]
    [InlineData("update docs a.dll", "update", null)]
    [InlineData("check docs a.dll", "check", null)]
    public void A_verb_is_parsed_with_its_folders_and_the_assembly(string line, string verb, string? output)
    {
        Assert.True(CommandLine.TryParse(line.Split(' '), out CommandLine? commandLine));
        Assert.Equal(new CommandLine(verb, "docs", "a.dll", output), commandLine);
    }

    [Theory]
    [InlineData("docs a.dll out")]
    [InlineData("build docs a.dll")]
    [InlineData("update docs a.dll out")]
    [InlineData("check docs")]
    [InlineData("--help")]
    public void Any_other_command_line_is_refused(string line) => Assert.False(CommandLine.TryParse(line.Split(' '), out _));
}
