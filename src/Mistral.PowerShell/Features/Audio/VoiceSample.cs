using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using Mistral.PowerShell.AI.Media;
using Mistral.PowerShell.Core.Files;

namespace Mistral.PowerShell.Features.Audio;

/// <summary>A recording of a voice.</summary>
/// <param name="Base64">The recording in base64.</param>
/// <param name="FileName">The name of its file.</param>
internal sealed record VoiceSample(string Base64, string FileName)
{
    // The API needs only some seconds.
    private const long MaxBytes = 25L << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="MediaException">The file isn't a sound file.</exception>
    /// <exception cref="InputFileException">The file was not found, or it is too large.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static VoiceSample Read(FileResolver files, string path)
    {
        IReadOnlyList<string> found = files.Resolve(path, isLiteral: !WildcardPattern.ContainsWildcardCharacters(path));
        string file = found[0];
        InputFiles.CheckLength(file, MaxBytes, "Give some seconds of the voice.");
        byte[] bytes = File.ReadAllBytes(file);
        return MediaType.Find(bytes, Path.GetFileName(file), MediaKind.Audio) is null
            ? throw MediaException.UnknownType($"'{Path.GetFileName(file)}'", MediaKind.Audio)
            : new VoiceSample(Convert.ToBase64String(bytes), Path.GetFileName(file));
    }
}
