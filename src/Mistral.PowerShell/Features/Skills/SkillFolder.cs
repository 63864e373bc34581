using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Skills;

/// <summary>Writes and reads the folder of a skill.</summary>
internal static class SkillFolder
{
    /// <summary>Checks that a skill can be written, before anything is.</summary>
    /// <param name="skill">The skill.</param>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="SkillFolderException">A file would get a place outside of the folder, or the folder isn't that of a skill.</exception>
    public static void Check(SkillEntry skill, string folder)
    {
        HashSet<string> taken = new([SkillEntry.FileName], StringComparer.OrdinalIgnoreCase);
        foreach (string path in skill.Assets.Keys)
        {
            // A file can't also be the folder of another one.
            bool isFolder = skill.Assets.Keys.Any(other => other.StartsWith(path + "/", StringComparison.OrdinalIgnoreCase));
            if (isFolder || !taken.Add(path) || !path.Split('/').All(IsSafe))
            {
                throw SkillFolderException.Unsafe(skill.Name, path);
            }
        }

        DirectoryInfo older = new(folder);
        if (File.Exists(folder) || (older.Exists && (IsLink(older) || (!File.Exists(Path.Combine(folder, SkillEntry.FileName)) && older.EnumerateFileSystemInfos().Any()))))
        {
            throw SkillFolderException.Foreign(folder);
        }
    }

    /// <summary>Writes the folder. It is exchanged as a whole, so that it never has a part of a skill.</summary>
    /// <exception cref="SkillFolderException">The earlier folder can't be restored after a failure.</exception>
    public static void Write(SkillEntry skill, string folder)
    {
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

            MoveHidden(folder, made);
            if (Directory.Exists(folder))
            {
                Directory.Move(folder, old);
            }

            Directory.Move(made, folder);
        }
        catch (Exception failure)
        {
            Restore(folder, made, old, failure);

            // The message of the system can lack the path.
            if (failure is IOException)
            {
                throw new IOException($"The folder '{folder}' was not replaced. {failure.Message}", failure);
            }

            throw;
        }

        Delete(old);
    }

    /// <summary>Counts the files of a folder that a skill doesn't have. Hidden ones are kept, so they don't count.</summary>
    public static int CountOthers(SkillEntry skill, string folder) => Directory.Exists(folder)
        ? GetFiles(new DirectoryInfo(folder), string.Empty).Count(f => f != SkillEntry.FileName && !skill.Assets.ContainsKey(f))
        : 0;

    /// <summary>Whether a folder has exactly the content of a skill.</summary>
    public static bool IsSame(SkillEntry skill, string folder, CancellationToken cancellationToken)
    {
        string file = Path.Combine(folder, SkillEntry.FileName);
        try
        {
            return File.Exists(file)
                && Read(folder, cancellationToken, out _) is { } present
                && new RegistryFileReader(folder, cancellationToken).Read(file).SequenceEqual(Encoding.UTF8.GetBytes(skill.ToText()))
                && present.Assets.Keys.SequenceEqual(skill.Assets.Keys)
                && present.Assets.All(a => a.Value.SequenceEqual(skill.Assets[a.Key]));
        }
        catch (Exception e) when (e is FormatException or RegistryFileException)
        {
            return false;
        }
    }

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The full path.</param>
    /// <param name="cancellationToken">Cancelled with the pipeline.</param>
    /// <param name="unknown">The fields of SKILL.md that the API doesn't store.</param>
    /// <returns>The skill; null if SKILL.md has no name.</returns>
    /// <exception cref="FormatException">A file can't be read as a part of a skill.</exception>
    /// <exception cref="RegistryFileException">The files are too large.</exception>
    public static SkillEntry? Read(string folder, CancellationToken cancellationToken, out string[] unknown)
    {
        RegistryFileReader reader = new(folder, cancellationToken);
        return SkillEntry.FromText(
            StrictText.Read(reader.Read(Path.Combine(folder, SkillEntry.FileName))),
            new(ReadAssets(new DirectoryInfo(folder), string.Empty, reader).ToDictionary(a => a.Path, a => a.Content), StringComparer.Ordinal),
            out unknown);
    }

    // Hidden files are those of other tools, such as .git, and links may lead out of the folder.
    private static IEnumerable<(string Path, byte[] Content)> ReadAssets(DirectoryInfo folder, string prefix, RegistryFileReader reader) =>
        folder.EnumerateFileSystemInfos().Where(i => !IsHidden(i.Name)).OrderBy(i => i.Name, StringComparer.Ordinal).SelectMany(i =>
            IsLink(i) ? throw new FormatException($"'{prefix}{i.Name}' is a link, which a skill can't contain.")
            : i is DirectoryInfo inner ? ReadAssets(inner, $"{prefix}{i.Name}/", reader)
            : prefix.Length == 0 && i.Name == SkillEntry.FileName ? []
            : [(prefix + i.Name, reader.Read(i.FullName))]);

    private static IEnumerable<string> GetFiles(DirectoryInfo folder, string prefix) =>
        folder.EnumerateFileSystemInfos().Where(i => prefix.Length > 0 || !IsHidden(i.Name)).SelectMany(i =>
            i is DirectoryInfo inner && !IsLink(i) ? GetFiles(inner, $"{prefix}{i.Name}/") : [prefix + i.Name]);

    private static bool IsLink(FileSystemInfo item) => item.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static bool IsHidden(string name) => name[0] == '.';

    // A name that the system stores in this form, and that the import doesn't skip.
    private static bool IsSafe(string name) => name.Length > 0 && !IsHidden(name) && SafeFileName.Get(name, "file") == name;

    // The hidden files of the user may be in the new folder already, so it is deleted only after they were moved back.
    private static void Restore(string folder, string made, string old, Exception failure)
    {
        try
        {
            if (Directory.Exists(old))
            {
                Directory.Move(old, folder);
            }

            MoveHidden(made, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SkillFolderException.NotRestored(folder, new[] { old, made }.Where(Directory.Exists), failure);
        }

        Delete(made);
    }

    private static void MoveHidden(string from, string to)
    {
        foreach (FileSystemInfo item in Directory.Exists(from) ? new DirectoryInfo(from).GetFileSystemInfos().Where(i => IsHidden(i.Name)) : [])
        {
            Directory.Move(item.FullName, Path.Combine(to, item.Name));
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
