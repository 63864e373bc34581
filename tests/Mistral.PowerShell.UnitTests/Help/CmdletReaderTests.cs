using System;
using System.Collections.Generic;
using System.Linq;
using Mistral.HelpBuilder;
using Xunit;

namespace Mistral.PowerShell.UnitTests;

public sealed class CmdletReaderTests
{
    [Theory]
    [InlineData(typeof(SampleCmdlets.GetThing), "[-Name] <String> [-Force]")]
    [InlineData(typeof(SampleCmdlets.SetThing), "[-Name] <String[]> [[-Number] <Int32[]>] -Now [-Note <String>] [-WhatIf] [-Confirm]", "[[-Number] <Int32[]>] -Id <String> -Now [-Note <String>] [-WhatIf] [-Confirm]")]
    [InlineData(
        typeof(SampleCmdlets.FindThing),
        "[-Order <String>] [-Size <Size>] [-Count <Int32>] [-Weight <Double>] [-Label <String>] [-Tag <String[]>] [-After <DateTimeOffset>] "
        + "[-Connection <String>] [-IncludeTotalCount] [-Skip <UInt64>] [-First <UInt64>]")]
    [InlineData(typeof(SampleCmdlets.NewThing), "[-Both <String>]", "-Both <String> [-Some <Object[]>]")]
    public void The_syntax_has_the_parameters_in_the_order_of_PowerShell(Type type, params string[] syntax) =>
        Assert.Equal(syntax, Read(type).Sets.Select(set => string.Join(' ', set.Parameters)));

    [Theory]
    [InlineData(typeof(SampleCmdlets.GetThing), "(All) (Default)")]
    [InlineData(typeof(SampleCmdlets.SetThing), "Name (Default)", "Id")]
    [InlineData(typeof(SampleCmdlets.NewThing), "Nothing (Default)", "Some")]
    public void The_default_set_is_first_and_exists_even_if_no_parameter_names_it(Type type, params string[] sets) =>
        Assert.Equal(sets, Read(type).Sets.Select(set => set.Name + (set.IsDefault ? " (Default)" : string.Empty)));

    [Theory]
    [InlineData(typeof(SampleCmdlets.GetThing), "Name", "(All): True 0 False")]
    [InlineData(typeof(SampleCmdlets.GetThing), "Force", "(All): False Named False")]
    [InlineData(typeof(SampleCmdlets.SetThing), "Name", "Name: True 0 True (ByPropertyName, ByValue)")]
    [InlineData(typeof(SampleCmdlets.SetThing), "Id", "Id: True Named True (ByPropertyName)")]
    [InlineData(typeof(SampleCmdlets.SetThing), "Number", "Name: False 1 False", "Id: False 0 False")]
    [InlineData(typeof(SampleCmdlets.SetThing), "WhatIf", "(All): False Named False")]
    [InlineData(typeof(SampleCmdlets.NewThing), "Some", "Some: False Named True (ByValue)")]
    [InlineData(typeof(SampleCmdlets.NewThing), "Both", "Nothing: False Named False", "Some: True Named False")]
    public void Parameter_sets_with_the_same_parameter_attributes_share_a_group(Type type, string name, params string[] groups) =>
        Assert.Equal(groups, Read(type, name).Groups.Select(g => $"{string.Join(", ", g.SetNames)}: {g.IsMandatory} {g.PositionText ?? "Named"} {g.PipelineInput}"));

    [Theory]
    [InlineData("Order", "Accepted values: asc, desc")]
    [InlineData("Size", "Accepted values: Small, Large")]
    [InlineData("Count", "Accepted range: 1 to 100")]
    [InlineData("Weight", "Accepted range: 0.000001 or more")]
    [InlineData("Label", "Accepted length: 1 to 255", "Accepted pattern: ^[a-z]+$")]
    [InlineData("Tag", "Accepted count: 1 or more")]
    [InlineData("After")]
    public void Accepted_values_come_from_the_validation_attributes(string name, params string[] accepted) =>
        Assert.Equal(accepted, Read(typeof(SampleCmdlets.FindThing), name).Accepted.Select(limit => $"{limit.Label}: {limit.Text}"));

    [Theory]
    [InlineData(typeof(SampleCmdlets.FindThing), "Order", "asc")]
    [InlineData(typeof(SampleCmdlets.FindThing), "Count", "20")]
    [InlineData(typeof(SampleCmdlets.FindThing), "Weight", "0.5")]
    [InlineData(typeof(SampleCmdlets.FindThing), "Size", null)]
    [InlineData(typeof(SampleCmdlets.FindThing), "First", null)]
    [InlineData(typeof(SampleCmdlets.GetThing), "Name", "None")]
    [InlineData(typeof(SampleCmdlets.GetThing), "Force", "False")]
    [InlineData(typeof(SampleCmdlets.SetThing), "Now", "None")]
    [InlineData(typeof(SampleCmdlets.ClearThing), "Count", null)]
    public void The_default_value_is_the_constant_initializer_of_the_property(Type type, string name, string? value) =>
        Assert.Equal(value, Read(type, name).DefaultValue);

    [Fact]
    public void Aliases_and_wildcard_support_are_stated()
    {
        Assert.Equal(["ThingId", "Key"], Read(typeof(SampleCmdlets.SetThing), "Id").Aliases);
        Assert.Equal(["wi"], Read(typeof(SampleCmdlets.SetThing), "WhatIf").Aliases);
        Assert.True(Read(typeof(SampleCmdlets.SetThing), "Name").AcceptsWildcards);
        Assert.False(Read(typeof(SampleCmdlets.SetThing), "Id").AcceptsWildcards);
    }

    [Fact]
    public void Input_types_come_from_parameters_that_bind_by_value_and_output_types_from_attributes()
    {
        CmdletFacts facts = Read(typeof(SampleCmdlets.SetThing));
        Assert.True(facts.AcceptsPipelineInput);
        Assert.Equal(["System.String"], facts.InputTypes);
        Assert.Equal(["System.Int32", "System.String[]", "Sample.Thing"], facts.OutputTypes);
        Assert.False(Read(typeof(SampleCmdlets.FindThing)).AcceptsPipelineInput);
    }

    [Fact]
    public void Types_that_are_not_cmdlets_are_excluded_and_the_cmdlets_are_sorted_by_name()
    {
        IReadOnlyList<CmdletFacts> all = CmdletReader.ReadAll(
            [typeof(SampleCmdlets.SetThing), typeof(SampleCmdlets.BaseCommand), typeof(string), typeof(SampleCmdlets.GetThing)]);
        Assert.Equal(["Get-Thing", "Set-Thing"], all.Select(facts => facts.Name));
    }

    private static CmdletFacts Read(Type type) => Assert.Single(CmdletReader.ReadAll([type]));

    private static ParameterFacts Read(Type type, string name) => Read(type).Parameters.Single(parameter => parameter.Name == name);
}
