using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mistral.Client.Json;
using Mistral.PowerShell.AI.Schemas;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Tools;

/// <summary>Creates tools from the values of <c>-Tool</c>. Call it on the pipeline thread only.</summary>
/// <param name="commands">Finds commands.</param>
/// <param name="accepted">The tools of the server that the operation accepts by name.</param>
internal sealed class ToolReader(CommandInvocationIntrinsics commands, IReadOnlyList<string> accepted)
{
    /// <summary>The tools of the server that need only a name. Agents and conversations accept all of them.</summary>
    public static readonly IReadOnlyList<string> BuiltInTools = ["web_search", "web_search_premium", "code_interpreter", "image_generation"];

    /// <summary>The tools of the server that chat and agent completions accept.</summary>
    public static readonly IReadOnlyList<string> ToolsOfCompletions = ["image_generation"];

    private const string Type = "type";
    private const string DocumentLibrary = "document_library";
    private const int MaxNameLength = 64;
    private const int MaxTools = 128;

    /// <summary>Reads tools.</summary>
    /// <param name="given">Commands, script blocks, function schemas, and tools of the server by name or as JSON of the API.</param>
    /// <param name="libraryIds">The ids of the libraries to search; empty without the library tool.</param>
    /// <exception cref="ToolException">A tool isn't valid, or two tools have the same name.</exception>
    public IReadOnlyList<Tool> Read(IEnumerable<object> given, IReadOnlyCollection<string> libraryIds)
    {
        Dictionary<string, Tool> tools = new(StringComparer.Ordinal);
        IEnumerable<Tool> libraries = libraryIds.Count == 0
            ? []
            : [FromServer(PSJsonWriter.ToElement(new OrderedDictionary { [Type] = DocumentLibrary, ["library_ids"] = libraryIds }), DocumentLibrary)];
        foreach (Tool tool in given.SelectMany(g => Read(g, tools.Count)).Concat(libraries))
        {
            // Some tools of the server, such as connectors, may be used several times.
            string key = tool.BuiltIn?.GetRawText() ?? tool.Name;
            if (tool.BuiltIn is not null && BuiltInTools.Contains(tool.Name) && !accepted.Contains(tool.Name))
            {
                throw new ToolException($"A chat doesn't support the tool '{tool.Name}'. Agents and conversations do: use Invoke-MistralConversation -Tool {tool.Name}.", tool.Name);
            }

            if (tools.ContainsKey(key))
            {
                throw new ToolException($"Two tools have the name '{tool.Name}'.", tool.Name);
            }

            tools.Add(key, tool);
        }

        if (tools.Count > MaxTools)
        {
            throw new ToolException($"There are {tools.Count} tools. The limit of the API is {MaxTools}.", tools.Count);
        }

        return [.. tools.Values];
    }

    private Tool[] Read(object given, int count)
    {
        object plain = given is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : given;
        switch (plain)
        {
            case CommandInfo command:
                return [FromCommand(command, command.Name)];
            case ScriptBlock block:
                return [FromScript(block, $"script_{count + 1}")];
            case IDictionary table when GetBlocks(table) is { Count: > 0 } blocks:
                return [.. blocks.Select(b => FromScript(b.Value, b.Key))];
            case string name when BuiltInTools.FirstOrDefault(t => t.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } type:
                return [FromServer(PSJsonWriter.ToElement(new Hashtable { [Type] = type }), type)];
            case DocumentLibrary:
                throw new ToolException("Specify the libraries to search with -LibraryId, which adds the tool.", given);
            case string text when AnswerJson.IsObject(text):
                return [FromSchema(Parse(text), text)];
            case string name:
                return [FromCommand(Find(name), name)];
            default:
                return [FromSchema(PSJsonWriter.ToElement(given), given)];
        }
    }

    // Returns the script blocks of a table that contains nothing else; empty for any other table.
    private static List<KeyValuePair<string, ScriptBlock>> GetBlocks(IDictionary table)
    {
        List<KeyValuePair<string, ScriptBlock>> blocks = [];
        foreach (DictionaryEntry entry in table)
        {
            if (PSValue.Unwrap(entry.Value) is ScriptBlock block)
            {
                blocks.Add(new($"{entry.Key}", block));
            }
        }

        return blocks.Count == table.Count ? blocks : [];
    }

    private CommandInfo Find(string name)
    {
        CommandInfo[] found = WildcardPattern.ContainsWildcardCharacters(name)
            ? throw new ToolException($"'{name}' is a pattern. Specify the commands one by one, so that a model never gets a command by accident.", name)
            : [.. commands.GetCommands(name, CommandTypes.All, nameIsPattern: false)];
        return found.FirstOrDefault() ?? commands.GetCommand(name, CommandTypes.All) ?? throw new ToolException($"The command '{name}' was not found.", name);
    }

    private static Tool FromCommand(CommandInfo given, string name)
    {
        CommandInfo command = given;
        while (command is AliasInfo alias)
        {
            command = alias.ResolvedCommand ?? throw new ToolException($"The command of the alias '{given.Name}' was not found.", given.Name);
        }

        if (command is not (CmdletInfo or FunctionInfo or ExternalScriptInfo))
        {
            throw new ToolException($"'{name}' is a program without parameter metadata. Call it in a script block with param().", name);
        }

        return FromCommand(command, ToolHelp.Of(command));
    }

    private static Tool FromCommand(CommandInfo command, ToolHelp help)
    {
        CommandMetadata metadata = new(command);
        CommandSchema schema = new(command.Parameters.Values, command.ParameterSets, help, new ParameterDefaults(command), command.Name);
        return new Tool
        {
            Name = CheckName(command is ExternalScriptInfo ? System.IO.Path.GetFileNameWithoutExtension(command.Name) : command.Name),
            Description = help.Description,
            Parameters = schema.Parameters,
            ParameterTypes = schema.Types,
            MandatorySets = [.. command.ParameterSets.OrderByDescending(s => s.IsDefault).Select(s => s.Parameters.Where(p => p.IsMandatory).Select(p => p.Name).ToArray())],
            Command = command,
            Impact = metadata.ConfirmImpact,
            AsksItself = metadata.SupportsShouldProcess,
        };
    }

    // The metadata of a script block are those of a function, so it is defined as one for the query.
    private static Tool FromScript(ScriptBlock block, string name)
    {
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        _ = shell.AddScript("param($__block) $function:__tool = $__block; Microsoft.PowerShell.Core\\Get-Command -Name __tool -CommandType Function", useLocalScope: true).AddArgument(block);
        FunctionInfo function = shell.Invoke<FunctionInfo>().FirstOrDefault() ?? throw new ToolException($"The script block '{name}' can't be read.", block);
        return FromCommand(function, ToolHelp.Of(block)) with { Name = CheckName(name), Command = block };
    }

    private static Tool FromServer(JsonElement given, string type) => new() { Name = type, BuiltIn = given };

    private static Tool FromSchema(JsonElement given, object target)
    {
        // An object with parameters, or without a known type, is a function.
        if (JsonFields.GetText(given, Type) is { } type and not ("function" or "object") && JsonFields.GetMember(given, "parameters").ValueKind is JsonValueKind.Undefined)
        {
            return FromServer(given, type);
        }

        JsonElement function = given.ValueKind is JsonValueKind.Object && given.TryGetProperty("function", out JsonElement inner) ? inner : given;
        if (function.ValueKind is not JsonValueKind.Object
            || !function.TryGetProperty("name", out JsonElement name)
            || name.ValueKind is not JsonValueKind.String)
        {
            throw new ToolException("A function schema must be an object with 'name' and 'parameters'.", target);
        }

        JsonElement parameters = function.TryGetProperty("parameters", out JsonElement known) ? known : EmptyParameters();
        if (SchemaLinter.Find(parameters) is { } fault)
        {
            throw new ToolException($"The parameters of '{name.GetString()}' aren't a valid JSON Schema: {fault}", target);
        }

        return new Tool
        {
            Name = CheckName(name.GetString()!),
            Description = function.TryGetProperty("description", out JsonElement told) ? told.ToString() : null,
            Parameters = parameters,
            Strict = function.TryGetProperty("strict", out JsonElement strict) && strict.ValueKind is JsonValueKind.True or JsonValueKind.False ? strict.GetBoolean() : null,
        };
    }

    private static JsonElement EmptyParameters() => PSJsonWriter.ToElement(new Hashtable { ["type"] = "object", ["properties"] = new Hashtable() });

    private static JsonElement Parse(string text)
    {
        try
        {
            return AnswerJson.Parse(text);
        }
        catch (JsonException e)
        {
            throw new ToolException($"The function schema is not JSON{JsonPlace.Of(e)}.", text);
        }
    }

    private static string CheckName(string name) => name.Length <= MaxNameLength && Regex.IsMatch(name, "^[A-Za-z0-9_-]+$", RegexOptions.CultureInvariant)
        ? name
        : throw new ToolException($"'{name}' isn't a valid name for a tool. Expected at most {MaxNameLength} letters, digits, '_' and '-'.", name);
}
