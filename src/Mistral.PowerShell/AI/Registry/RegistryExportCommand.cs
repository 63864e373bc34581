using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.AI.Registry;

/// <summary>The base of cmdlets that write prompts or skills to files.</summary>
public abstract class RegistryExportCommand : ConnectedCmdlet
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _sharedNames = new(StringComparer.OrdinalIgnoreCase);
    private string _folder = string.Empty;
    private RegistryClient? _registry;
    private ResourceIds? _ids;

    private protected RegistryExportCommand()
    {
    }

    /// <summary>The folder. It is created if necessary.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Whether files that aren't exports of the same object, and read-only files, are overwritten.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether the files are returned.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _folder = InvokeOrTerminate(() => OutputFile.GetPath(SessionState.Path, Path.Length > 1 ? Path.TrimEnd('/', '\\') : Path), ErrorCategory.WriteError);
    }

    /// <summary>The path of the list.</summary>
    private protected abstract string ListPath { get; }

    /// <summary>The kind of object in texts, such as <c>prompt</c>.</summary>
    private protected abstract string Noun { get; }

    /// <summary>Plans what is written, before anything is.</summary>
    /// <param name="item">The object of the server.</param>
    /// <param name="folder">The folder.</param>
    private protected abstract ExportPlan Plan(JsonElement item, string folder);

    /// <summary>Gets the name of the file or folder of an object. On many systems, names that differ only in case are the same file.</summary>
    private protected string GetFileName(string name) => EncodedFileName.Of(name, encodesUpperCase: _sharedNames.Contains(name));

    /// <summary>Exports those with names.</summary>
    /// <param name="names">Names and patterns; null for all.</param>
    private protected void Export(string[]? names)
    {
        Dictionary<string, string>? ids = null;
        RunAsync(async token => { ids = await Registry.ListAsync(token).ConfigureAwait(false); }, target: Path);
        if (ids is null)
        {
            return;
        }

        _sharedNames.UnionWith(ids.Keys.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key));
        WildcardPattern[] patterns = [.. (names ?? ["*"]).Select(n => WildcardPattern.Get(n, WildcardOptions.IgnoreCase))];
        foreach (string name in ids.Keys.Where(n => patterns.Any(p => p.IsMatch(n))).OrderBy(n => n, StringComparer.Ordinal))
        {
            Export(ids[name], version: null);
        }

        foreach (string missing in (names ?? []).Where(n => !WildcardPattern.ContainsWildcardCharacters(n) && !ids.Keys.Contains(n, StringComparer.OrdinalIgnoreCase)))
        {
            WriteError(ErrorRecords.NotFound(missing, $"Mistral.{Noun}"));
        }
    }

    /// <summary>Gets the id of a prompt or skill. Writes an error and returns null if no object, or several, have the name.</summary>
    private protected string? FindId(ResourceAttribute resource, string text) => (_ids ??= new(this)).Find(resource, text);

    /// <summary>Exports one.</summary>
    /// <param name="id">The id.</param>
    /// <param name="version">The version; null for the latest.</param>
    private protected void Export(string id, int? version)
    {
        JsonElement? read = null;
        RunAsync(async token => { read = await Registry.GetAsync(id, version, token).ConfigureAwait(false); }, target: id);
        if (read is { } item)
        {
            _ = InvokeOrWriteError(() => Write(item), JsonFields.GetText(item, "name") ?? id, ErrorCategory.WriteError);
        }
    }

    private RegistryClient Registry => _registry ??= new(Client, ListPath, this);

    private void Write(JsonElement item)
    {
        ExportPlan plan = Plan(item, _folder);
        if (!ShouldProcess(plan.Target, plan.Action))
        {
            return;
        }

        // On many systems, names that differ only in case are the same file.
        if (!_taken.Add(plan.File))
        {
            throw FileExistsException.TwiceInRun(plan.File);
        }

        _ = Directory.CreateDirectory(_folder);
        plan.Write();
        if (PassThru)
        {
            WriteObject(new FileInfo(plan.File));
        }
    }

    /// <summary>Checks that a file is new, or was exported from the same prompt or skill. Another file is replaced only with -Force.</summary>
    /// <exception cref="FileExistsException">The file is another one.</exception>
    private protected void CheckPresent(string file, string name)
    {
        if (!Force && File.Exists(file) && !string.Equals(ReadName(file), name, StringComparison.OrdinalIgnoreCase))
        {
            throw FileExistsException.NotReplaced(file);
        }
    }

    private string? ReadName(string file)
    {
        try
        {
            return FrontMatter.Read(StrictText.Read(new RegistryFileReader(file, StopToken).Read(file)))?.GetText("name");
        }
        catch (Exception e) when (e is FormatException or RegistryFileException)
        {
            return null;
        }
    }

    /// <summary>Writes a file, unless it has this content already. It appears only when it is complete.</summary>
    private protected void WriteFile(string file, byte[] content)
    {
        if (File.Exists(file) && File.ReadAllBytes(file).SequenceEqual(content))
        {
            return;
        }

        OutputFile.CheckPlace(file, overwrite: true, Force);
        if (Force)
        {
            OutputFile.Unlock(file);
        }

        using PartialFile partial = new(file);
        partial.Write(stream => stream.Write(content, 0, content.Length));
        partial.Commit();
    }
}
