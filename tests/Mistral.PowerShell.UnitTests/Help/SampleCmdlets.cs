using System;
using System.Management.Automation;

namespace Mistral.PowerShell.UnitTests;

/// <summary>Cmdlets with every kind of parameter, to be read and never run.</summary>
public static class SampleCmdlets
{
    public enum Size
    {
        Small,
        Large,
    }

    [Cmdlet(VerbsCommon.Get, "Thing")]
    [OutputType("Sample.Thing")]
    public sealed class GetThing : PSCmdlet
    {
        [Parameter(Mandatory = true, Position = 0)]
        public string Name { get; set; } = "unused";

        [Parameter]
        public SwitchParameter Force { get; set; }
    }

    [Cmdlet(VerbsCommon.Set, "Thing", DefaultParameterSetName = "Name", SupportsShouldProcess = true)]
    [OutputType(typeof(int), typeof(string[]))]
    [OutputType("Sample.Thing")]
    public sealed class SetThing : PSCmdlet
    {
        [Parameter(ParameterSetName = "Id", Mandatory = true, ValueFromPipelineByPropertyName = true)]
        [Alias("ThingId", "Key")]
        public string? Id { get; set; }

        [Parameter(Position = 1, ParameterSetName = "Name")]
        [Parameter(Position = 0, ParameterSetName = "Id")]
        public int[]? Number { get; set; }

        [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
        [SupportsWildcards]
        public string[]? Name { get; set; }

        [Parameter]
        public string? Note { get; set; }

        [Parameter(Mandatory = true)]
        public SwitchParameter Now { get; set; }
    }

    public abstract class BaseCommand : PSCmdlet
    {
        [Parameter]
        public string? Connection { get; set; }
    }

    [Cmdlet(VerbsCommon.Find, "Thing", SupportsPaging = true)]
    public sealed class FindThing : BaseCommand
    {
        [Parameter]
        [ValidateSet("asc", "desc")]
        public string Order { get; set; } = "asc";

        [Parameter]
        public Size? Size { get; set; }

        [Parameter]
        [ValidateRange(1, 100)]
        public int Count { get; set; } = 20;

        [Parameter]
        [ValidateRange(0.000001, double.MaxValue)]
        public double Weight { get; set; } = 0.5;

        [Parameter]
        [ValidateLength(1, 255)]
        [ValidatePattern("^[a-z]+$")]
        public string? Label { get; set; }

        [Parameter]
        [ValidateCount(1, int.MaxValue)]
        public string[]? Tag { get; set; }

        [Parameter(DontShow = false)]
        public DateTimeOffset? After { get; set; }
    }

    [Cmdlet(VerbsCommon.New, "Thing", DefaultParameterSetName = "Nothing")]
    public sealed class NewThing : PSCmdlet
    {
        [Parameter(ParameterSetName = "Some", Mandatory = true)]
        [Parameter]
        public string? Both { get; set; }

        [Parameter(ParameterSetName = "Some", ValueFromPipeline = true)]
        public object[]? Some { get; set; }
    }

    [Cmdlet(VerbsCommon.Clear, "Thing")]
    public sealed class ClearThing : PSCmdlet
    {
        public ClearThing() => throw new InvalidOperationException("It can't be created here.");

        [Parameter]
        public int Count { get; set; } = 3;
    }
}
