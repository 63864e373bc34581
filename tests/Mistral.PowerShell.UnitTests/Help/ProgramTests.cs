using System;
using System.IO;
using Mistral.HelpBuilder;
using Xunit;

namespace Mistral.PowerShell.UnitTests;

public sealed class ProgramTests
{
    private static readonly string s_assembly = typeof(SampleCmdlets).Assembly.Location;

    [Fact]
    public void An_invalid_command_line_is_reported_with_the_usage() =>
        Assert.Equal((1, $"Mistral.HelpBuilder : error MH001: {CommandLine.Usage}"), Run("docs"));

    [Fact]
    public void A_missing_folder_is_reported() =>
        Assert.Equal((1, "Mistral.HelpBuilder : error MH002: the folder 'no-such-folder' was not found"), Run("check", "no-such-folder", s_assembly));

    [Fact]
    public void An_assembly_that_cannot_be_read_is_reported()
    {
        using SampleDocs docs = new();
        string path = Path.Combine(docs.Folder, "a.dll");
        File.WriteAllText(path, "No assembly.");
        (int code, string errors) = Run("check", docs.Folder, path);
        Assert.Equal(1, code);
        Assert.StartsWith($"Mistral.HelpBuilder : error MH003: The cmdlets of '{path}' can't be read: ", errors, StringComparison.Ordinal);

        Assert.StartsWith("Mistral.HelpBuilder : error MH003: ", Run("check", docs.Folder, path + "x").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_creates_pages_and_build_creates_no_help_file_while_prose_is_missing()
    {
        using SampleDocs docs = new();
        string output = Path.Combine(docs.Folder, "out");
        Assert.Equal(1, Run("update", docs.Folder, s_assembly).Code);
        foreach (string name in new[] { "Clear-Thing", "Find-Thing", "Get-Thing", "New-Thing", "Set-Thing" })
        {
            Assert.True(File.Exists(Path.Combine(docs.Folder, name + ".md")), name);
        }

        (int code, string errors) = Run("build", docs.Folder, s_assembly, output);
        Assert.Equal(1, code);
        Assert.Contains("error MH034: the section '## SYNOPSIS' is empty", errors);
        Assert.False(Directory.Exists(output));
    }

    private static (int Code, string Errors) Run(params string[] args)
    {
        using StringWriter errors = new();
        int code = Program.Run(args, TextWriter.Null, errors);
        return (code, errors.ToString().TrimEnd());
    }
}
