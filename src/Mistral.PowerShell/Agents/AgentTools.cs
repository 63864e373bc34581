using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>Makes what an agent stores of what <c>-Tool</c> takes: functions by their schemas, and the API's own tools.</summary>
internal static class AgentTools
{
    private const string Function = "function";
    private const string DocumentLibrary = "document_library";

    /// <summary>The API's own tools that need nothing but their name.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = ["web_search", "web_search_premium", "code_interpreter", "image_generation"];

    /// <summary>Reads tools. Call it on the pipeline thread only.</summary>
    /// <param name="reader">Reads those that are functions.</param>
    /// <param name="given">Commands, script blocks, schemas, names of built-in tools, and tools as the API writes them.</param>
    /// <param name="libraryIds">The libraries to search; none for no such tool.</param>
    /// <exception cref="ToolException">One is none, or two have one name.</exception>
    public static object[] Read(ToolReader reader, IReadOnlyCollection<object> given, IReadOnlyCollection<string> libraryIds)
    {
        IReadOnlyList<Tool> functions = reader.Read(given.Where(t => GetKind(t) == Function));
        return
        [
            .. functions.Select(f => (object)JsonSerializer.SerializeToElement(f.ToRequest(), MistralJson.Context.ChatTool)),
            .. given.Where(t => GetKind(t) != Function).Select(Create),
            .. libraryIds.Count > 0 ? [new Dictionary<string, object> { ["type"] = DocumentLibrary, ["library_ids"] = libraryIds }] : Array.Empty<object>(),
        ];
    }

    private static object Create(object tool) => GetText(tool) switch
    {
        null => PSJsonWriter.ToElement(tool),
        DocumentLibrary => throw new ToolException("Give the libraries to search with -LibraryId; the tool comes with them.", tool),
        _ => new Dictionary<string, object> { ["type"] = GetKind(tool) },
    };

    // What has no kind of its own is a function.
    private static string GetKind(object tool)
    {
        if (GetText(tool) is { } name)
        {
            return BuiltIn.Append(DocumentLibrary).FirstOrDefault(b => string.Equals(b, name, StringComparison.OrdinalIgnoreCase)) ?? Function;
        }

        object? kind = tool switch
        {
            PSObject { BaseObject: IDictionary table } => table["type"],
            IDictionary table => table["type"],
            PSObject { BaseObject: PSCustomObject } made => made.Properties["type"]?.Value,
            _ => null,
        };
        return (kind is PSObject wrapped ? wrapped.BaseObject : kind) as string ?? Function;
    }

    private static string? GetText(object tool) => (tool is PSObject wrapped ? wrapped.BaseObject : tool) as string;
}
