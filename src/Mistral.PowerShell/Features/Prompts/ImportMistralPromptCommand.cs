using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Prompts;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Import, "MistralPrompt", SupportsShouldProcess = true)]
[OutputType("Mistral.PromptImport")]
public sealed class ImportMistralPromptCommand : RegistryImportCommand
{
    private protected override string ListPath => "/v2/prompts";

    private protected override string Noun => "prompt";

    private protected override Type Result => typeof(PromptImportResource);

    private protected override string IdProperty => "PromptId";

    private protected override IEnumerable<string> Find(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*" + PromptEntry.Extension).OrderBy(f => f, StringComparer.Ordinal)
        : [path];

    private protected override RegistryEntry? Read(string file, out string[] unknown) => PromptEntry.FromText(StrictText.Read(new RegistryFileReader(file, StopToken).Read(file)), out unknown);
}
