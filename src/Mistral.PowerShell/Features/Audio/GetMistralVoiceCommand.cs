using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Audio;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralVoice", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Voice")]
[Operation("GET", "/v2/audio/voices", Output = typeof(VoiceResource), Items = "data", Paging = PageStyle.PageToken)]
[Operation("GET", "/v1/audio/voices/{voice_id}", Output = typeof(VoiceResource))]
public sealed class GetMistralVoiceCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<VoiceResource>))]
    [Query("q", IsPattern = true)]
    public string? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("all", "custom", "preset")]
    [Query("type")]
    public string? Type { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("gender")]
    public string[] Gender { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("language")]
    public string[] Language { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<VoiceResource>))]
    [Id(typeof(VoiceResource))]
    [Alias("VoiceId")]
    [Path("voice_id")]
    public string? Id { get; set; }
}
