using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Indexes;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Add, "MistralIndexDocument", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType("Mistral.IndexDocument")]
[Operation("POST", "/v1/rag/managed_indexes/{index_name}/documents", Supplies = ["documents"])]
[Operation("GET", "/v1/rag/managed_indexes/{index_name}", IsSecondary = true)]
[Operation("POST", "/v1/embeddings", IsSecondary = true, Supplies = ["model", "input"])]
public sealed class AddMistralIndexDocumentCommand : ThrottledCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputSet = "InputObject";

    private static readonly string[] s_sourceFields = ["source_id", "id"];

    private readonly Dictionary<string, IndexDocuments> _indexes = new(StringComparer.Ordinal);

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<IndexResource>))]
    [Path("index_name")]
    public string IndexName { get; set; } = string.Empty;

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "FullName", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [ValidateNotNull]
    [Document]
    public PSObject? InputObject { get; set; }

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    public string? RelativeBasePath { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ObjectToDictionary]
    public IDictionary? Field { get; set; }

    [Parameter]
    [ValidateRange(200, 20000)]
    public int ChunkLength { get; set; } = 2000;

    protected override void ProcessRecord()
    {
        if (!_indexes.TryGetValue(IndexName, out IndexDocuments? index))
        {
            _indexes[IndexName] = index = InvokeOrTerminate(() => new IndexDocuments(Client, this, IndexName, ChunkLength));
        }

        if (InputObject is not null)
        {
            AddObject(index, InputObject);
            return;
        }

        InputFiles.ReadEach(this, Path, LiteralPath, file =>
        {
            string source = GetSource(file);
            if (ShouldProcess(source, $"Add to the index {IndexName}"))
            {
                Dictionary<string, object?> document = new() { ["id"] = source, ["source_id"] = source, ["content"] = IndexText.Read(file) };
                Start(index, document, source, file);
            }
        });
    }

    private void AddObject(IndexDocuments index, PSObject item)
    {
        Dictionary<string, object?> document = ToDictionary(item);
        string? source = s_sourceFields.Select(n => document.TryGetValue(n, out object? value) ? InvariantFormatter.Of(value) : null).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        if (source is null)
        {
            WriteError(IndexException.NoSource().ToRecord(item));
            return;
        }

        document["id"] = document.TryGetValue("id", out object? id) ? id : source;
        document["source_id"] = source;
        if (ShouldProcess(source, $"Add to the index {IndexName}"))
        {
            Start(index, document, source, file: null);
        }
    }

    private static Dictionary<string, object?> ToDictionary(PSObject item) => item.BaseObject is IDictionary table
        ? table.Keys.Cast<object>().ToDictionary(InvariantFormatter.Of, key => Unwrap(table[key]), StringComparer.OrdinalIgnoreCase)
        : item.Properties.ToDictionary(p => p.Name, p => Unwrap(p.Value), StringComparer.OrdinalIgnoreCase);

    // Text of Get-Content has properties of its own.
    private static object? Unwrap(object? value) => value is PSObject { BaseObject: string text } ? text : value;

    private void Start(IndexDocuments index, Dictionary<string, object?> document, string source, string? file)
    {
        foreach (DictionaryEntry entry in Field ?? new Hashtable())
        {
            document[InvariantFormatter.Of(entry.Key)] = entry.Value;
        }

        RunEach(token => AddAsync(index, document, source, file, token), file ?? source);
    }

    private async Task AddAsync(IndexDocuments index, Dictionary<string, object?> document, string source, string? file, CancellationToken cancellationToken)
    {
        try
        {
            PSObject added = await index.AddAsync(document, source, cancellationToken).ConfigureAwait(false);
            JsonObjects.Set(added, "Path", file);
            await WriteAsync(added).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.NotFound)
        {
            // What was not found is the index.
            PostOrdered(() => ReportFailure(e, IndexName));
        }
        catch (IndexException e)
        {
            // The other documents are added.
            PostOrdered(() => WriteError(e.ToRecord()));
        }
    }

    // The same file has the same source on another computer, if it is below the base.
    private string GetSource(string file)
    {
        string place = RelativeBasePath is null ? SessionState.Path.CurrentFileSystemLocation.ProviderPath : GetUnresolvedProviderPathFromPSPath(RelativeBasePath);
        string folder = place.TrimEnd('\\', '/') + System.IO.Path.DirectorySeparatorChar;
        string source = file.StartsWith(folder, StringComparison.OrdinalIgnoreCase) ? file.Substring(folder.Length) : file;
        return source.Replace('\\', '/');
    }
}
