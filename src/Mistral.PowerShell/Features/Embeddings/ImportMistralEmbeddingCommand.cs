using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Features.Embeddings;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Import, "MistralEmbedding", DefaultParameterSetName = PathSet)]
[OutputType(typeof(Embedding))]
public sealed class ImportMistralEmbeddingCommand : MistralCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("FullName", "PSPath")]
    public string[]? LiteralPath { get; set; }

    protected override void ProcessRecord() => InputFiles.ReadEach(this, Path, LiteralPath, Import);

    private void Import(string path)
    {
        using EmbeddingFileReader set = EmbeddingFileReader.Open(path, StopToken);
        while (set.Read())
        {
            WriteObject(set.ToEmbedding());
        }
    }
}
