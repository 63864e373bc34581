using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Features.Skills;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Import, "MistralSkill", SupportsShouldProcess = true)]
[OutputType("Mistral.SkillImport")]
public sealed class ImportMistralSkillCommand : RegistryImportCommand
{
    private protected override string ListPath => "/v2/skills";

    private protected override string Noun => "skill";

    private protected override Type Result => typeof(SkillImportResource);

    private protected override string IdProperty => "SkillId";

    private protected override IEnumerable<string> Find(string path) =>
        System.IO.Path.GetFileName(path) == SkillEntry.FileName ? [System.IO.Path.GetDirectoryName(path)!]
        : !Directory.Exists(path) || File.Exists(System.IO.Path.Combine(path, SkillEntry.FileName)) ? [path]
        : Directory.EnumerateDirectories(path).Where(d => System.IO.Path.GetFileName(d)[0] != '.' && File.Exists(System.IO.Path.Combine(d, SkillEntry.FileName))).OrderBy(d => d, StringComparer.Ordinal);

    private protected override RegistryEntry? Read(string file, out string[] unknown) => SkillFolder.Read(file, StopToken, out unknown);
}
