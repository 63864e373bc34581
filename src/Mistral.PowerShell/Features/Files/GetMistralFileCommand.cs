using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Features.Files;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralFile", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.File")]
[Operation("GET", "/v1/files", Output = typeof(FileResource), Items = "data", Paging = PageStyle.Page)]
[Operation("GET", "/v1/files/{file_id}", Output = typeof(FileResource))]
public sealed class GetMistralFileCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<FileResource>))]
    [Alias("Name")]
    [Query("search", IsPattern = true)]
    public string[]? FileName { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FilePurposeCompleter))]
    [Query("purpose")]
    public string? Purpose { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("pretrain", "instruct", "batch_request", "batch_result", "batch_error")]
    [Query("sample_type")]
    public string[] SampleType { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("upload", "repository", "mistral")]
    [Query("source")]
    public string[] Source { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("mimetypes")]
    public string[] MimeType { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<FileResource>))]
    [Id(typeof(FileResource))]
    [Alias("FileId")]
    [Path("file_id")]
    public string? Id { get; set; }
}
