using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.AI.Registry;

/// <summary>The base of cmdlets that import prompts or skills from files into a workspace. Only what differs is sent.</summary>
public abstract class RegistryImportCommand : ConnectedCmdlet
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _ids;
    private RegistryClient? _registry;

    private protected RegistryImportCommand()
    {
    }

    /// <summary>Folders or files.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Alias("FullName")]
    public string[] Path { get; set; } = [];

    /// <summary>The notes of new versions.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Note { get; set; }

    /// <summary>The aliases that point to the imported versions.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Alias { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            _ = InvokeOrWriteError(() => ImportAll(path), path);
        }
    }

    /// <summary>The path of the list.</summary>
    private protected abstract string ListPath { get; }

    /// <summary>The kind of object in texts, such as <c>prompt</c>.</summary>
    private protected abstract string Noun { get; }

    /// <summary>The results.</summary>
    private protected abstract Type Result { get; }

    /// <summary>The property of the results that has the id.</summary>
    private protected abstract string IdProperty { get; }

    /// <summary>Finds the files at a path, in a stable order.</summary>
    /// <param name="path">The full path of a folder or a file.</param>
    private protected abstract IEnumerable<string> Find(string path);

    /// <summary>Reads a file.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="unknown">The fields that the API doesn't store.</param>
    /// <returns>The content; null if it isn't such a file.</returns>
    private protected abstract RegistryEntry? Read(string file, out string[] unknown);

    private RegistryClient Registry => _registry ??= new(Client, ListPath, this);

    private void ImportAll(string path)
    {
        Collection<string> found;
        try
        {
            found = SessionState.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            if (provider.Name != "FileSystem")
            {
                throw InputFileException.NotFile(path, path, $"in the drive of {provider.Name}");
            }
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            throw InputFileException.NotFound(path, isLiteral: false);
        }

        foreach (string place in found.OrderBy(f => f, StringComparer.Ordinal))
        {
            foreach (string file in Find(place))
            {
                _ = InvokeOrWriteError(() => Import(file, isGiven: file == place), file);
            }
        }
    }

    private void Import(string file, bool isGiven)
    {
        RegistryEntry? entry;
        string[] unknown;
        try
        {
            entry = Read(file, out unknown);
        }
        catch (FormatException e)
        {
            throw RegistryFileException.Invalid(file, e.Message);
        }

        if (entry is null)
        {
            if (isGiven)
            {
                throw RegistryFileException.NoName(file);
            }

            WriteVerbose($"'{file}' was skipped, because it has no field 'name' at its top.");
            return;
        }

        if (!_names.Add(entry.Name))
        {
            throw RegistryFileException.Twice(file, entry.Name);
        }

        if (unknown.Length > 0)
        {
            WriteWarning($"The API doesn't store {string.Join(", ", unknown)} of '{file}'.");
        }

        if (_ids is null)
        {
            RunAsync(async token => { _ids = await Registry.ListAsync(token).ConfigureAwait(false); }, target: file, isOfConnection: true);
        }

        Import(entry, file);
    }

    private void Import(RegistryEntry entry, string file)
    {
        if (!_ids!.TryGetValue(entry.Name, out string? id))
        {
            Create(entry, file);
            return;
        }

        JsonElement? read = null;
        RunAsync(async token => { read = await Registry.GetAsync(id, version: null, token).ConfigureAwait(false); }, target: file);
        if (read is not { } present)
        {
            return;
        }

        string target = $"{Noun} '{entry.Name}' ({id})";
        bool isSame = entry.IsSame(JsonFields.GetMember(present, "definition"));
        Dictionary<string, object?> settings = entry.Settings
            .Where(s => s.Value is not null && s.Value != (JsonFields.GetText(present, s.Key) ?? string.Empty))
            .ToDictionary(s => s.Key, s => (object?)s.Value);
        int version = GetVersion(present);
        int failures = 0;
        if (settings.Count > 0)
        {
            failures += Send(target, $"Change {string.Join(", ", settings.Keys)} of the {Noun}", file, () => Registry.ChangeAsync(id, settings, StopToken)) is null ? 1 : 0;
        }

        if (!isSame)
        {
            JsonElement? added = Send(target, $"Add a version to the {Noun}", file, () => Registry.AddVersionAsync(id, WithNotes(new() { ["definition"] = entry.CreateDefinition() }), StopToken));
            version = added is { } made ? GetVersion(made) : version;
            failures += added is null ? 1 : 0;
        }
        else if (Alias.Except(JsonFields.GetTexts(present, "aliases"), StringComparer.Ordinal).Any())
        {
            string[] aliases = [.. JsonFields.GetTexts(present, "aliases").Union(Alias, StringComparer.Ordinal)];
            failures += Send(target, $"Point {string.Join(", ", Alias)} to version {version} of the {Noun}", file, () => Registry.SetAliasesAsync(id, version, aliases, StopToken)) is null ? 1 : 0;
        }
        else if (settings.Count == 0)
        {
            WriteResult("Unchanged", entry.Name, version, id, file);
            return;
        }

        // An error or -WhatIf has said what wasn't done.
        if (failures == 0)
        {
            WriteResult("Changed", entry.Name, version, id, file);
        }
    }

    private void Create(RegistryEntry entry, string file)
    {
        Dictionary<string, object?> body = WithNotes(new() { ["name"] = entry.Name, ["definition"] = entry.CreateDefinition() });
        foreach (KeyValuePair<string, string?> setting in entry.Settings.Where(s => s.Value is not null))
        {
            body[setting.Key] = setting.Value;
        }

        if (Send($"{Noun} '{entry.Name}'", $"Create the {Noun}", file, () => Registry.CreateAsync(body, StopToken)) is { } made)
        {
            WriteResult("Created", entry.Name, GetVersion(made), JsonFields.GetId(made), file);
        }
    }

    private Dictionary<string, object?> WithNotes(Dictionary<string, object?> body)
    {
        if (Note is not null)
        {
            body["notes"] = Note;
        }

        if (Alias.Length > 0)
        {
            body["aliases"] = Alias;
        }

        return body;
    }

    private JsonElement? Send(string target, string action, string file, Func<Task<JsonElement>> send)
    {
        JsonElement? reply = null;
        if (ShouldProcess(target, action))
        {
            RunAsync(async _ => { reply = await send().ConfigureAwait(false); }, target: file);
        }

        return reply;
    }

    private static int GetVersion(JsonElement json) =>
        JsonFields.GetMember(json, "version") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int version) ? version : 0;

    private void WriteResult(string action, string name, int version, string? id, string file)
    {
        ResourceAttribute result = ResourceAttribute.Of(Result);
        WriteObject(result.Create(("Action", action), ("Name", name), ("Version", version), (IdProperty, id), ("Path", file)));
    }
}
