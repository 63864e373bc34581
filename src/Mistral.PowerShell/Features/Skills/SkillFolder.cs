using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Prompts;

namespace Mistral.PowerShell.Features.Skills;

/// <summary>Writes and reads the folder of a skill.</summary>
internal static class SkillFolder
{
    /// <summary>Checks that a skill can be written, before anything is.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="RegistryFileException">A file would get a place outside of the folder, or the folder isn't that of a skill.</exception>
    public static void Check(SkillEntry skill, string folder)
    {
        HashSet<string> taken = new([SkillEntry.FileName], StringComparer.OrdinalIgnoreCase);
        foreach (string path in skill.Assets.Keys)
        {
            // A file can't also be the folder of another one.
            bool isFolder = skill.Assets.Keys.Any(other => other.StartsWith(path + "/", StringComparison.OrdinalIgnoreCase));
            if (isFolder || !taken.Add(path) || !path.Split('/').All(IsSafe))
            {
                throw RegistryFileException.Unsafe(skill.Name, path);
            }
        }

        DirectoryInfo older = new(folder);
        if (File.Exists(folder) || (older.Exists && (older.Attributes.HasFlag(FileAttributes.ReparsePoint) || (!File.Exists(Path.Combine(folder, SkillEntry.FileName)) && older.EnumerateFileSystemInfos().Any()))))
        {
            throw RegistryFileException.Foreign(folder);
        }
    }

    /// <summary>Writes the folder. It is exchanged as a whole, so that it never has a part of a skill.</summary>
    public static void Write(SkillEntry skill, string folder)
    {
        if (Directory.Exists(folder) && IsSame(skill, folder))
        {
            return;
        }

        // Hidden, so that an import skips what a killed process left.
        string made = Path.Combine(Path.GetDirectoryName(folder)!, $".{Path.GetFileName(folder)}.{Guid.NewGuid():N}.partial");
        string old = made + ".old";
        try
        {
            WriteFile(Path.Combine(made, SkillEntry.FileName), Encoding.UTF8.GetBytes(skill.ToText()));
            foreach (KeyValuePair<string, byte[]> asset in skill.Assets)
            {
                WriteFile(Path.Combine(made, asset.Key.Replace('/', Path.DirectorySeparatorChar)), asset.Value);
            }

            if (Directory.Exists(folder))
            {
                Directory.Move(folder, old);
            }

            Directory.Move(made, folder);
            KeepHidden(old, folder);
            Delete(old);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(old) && !Directory.Exists(folder))
            {
                Directory.Move(old, folder);
            }

            throw;
        }
        finally
        {
            Delete(made);
        }
    }

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The full path.</param>
    /// <param name="unknown">The fields of SKILL.md that the API doesn't store.</param>
    /// <returns>The skill; null if SKILL.md has no name.</returns>
    /// <exception cref="FormatException">A file can't be read as a part of a skill.</exception>
    public static SkillEntry? Read(string folder, out string[] unknown) => SkillEntry.FromText(
        StrictText.Read(File.ReadAllBytes(Path.Combine(folder, SkillEntry.FileName))),
        new(ReadAssets(new DirectoryInfo(folder), string.Empty).ToDictionary(a => a.Path, a => a.Content), StringComparer.Ordinal),
        out unknown);

    // Hidden files are those of other tools, such as .git, and links may lead out of the folder.
    private static IEnumerable<(string Path, byte[] Content)> ReadAssets(DirectoryInfo folder, string prefix) =>
        folder.EnumerateFileSystemInfos().Where(i => !IsHidden(i.Name)).OrderBy(i => i.Name, StringComparer.Ordinal).SelectMany(i =>
            i.Attributes.HasFlag(FileAttributes.ReparsePoint) ? throw new FormatException($"'{prefix}{i.Name}' is a link, which a skill can't contain.")
            : i is DirectoryInfo inner ? ReadAssets(inner, $"{prefix}{i.Name}/")
            : prefix.Length == 0 && i.Name == SkillEntry.FileName ? []
            : [(prefix + i.Name, File.ReadAllBytes(i.FullName))]);

    private static bool IsHidden(string name) => name[0] == '.';

    // A name that the system stores in this form, and that the import doesn't skip.
    private static bool IsSafe(string name) => name.Length > 0 && !IsHidden(name) && SafeFileName.Get(name, "file") == name;

    private static bool IsSame(SkillEntry skill, string folder)
    {
        try
        {
            return Read(folder, out _) is { } present
                && File.ReadAllBytes(Path.Combine(folder, SkillEntry.FileName)).SequenceEqual(Encoding.UTF8.GetBytes(skill.ToText()))
                && present.Assets.Keys.SequenceEqual(skill.Assets.Keys)
                && present.Assets.All(a => a.Value.SequenceEqual(skill.Assets[a.Key]));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static void KeepHidden(string old, string made)
    {
        foreach (FileSystemInfo item in Directory.Exists(old) ? new DirectoryInfo(old).GetFileSystemInfos().Where(i => IsHidden(i.Name)) : [])
        {
            Directory.Move(item.FullName, Path.Combine(made, item.Name));
        }
    }

    private static void WriteFile(string file, byte[] content)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    private static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The result of the export is the important one.
        }
    }
}
