using System;
using System.IO;

namespace Mistral.HelpBuilder;

/// <summary>A file that the tool writes.</summary>
internal sealed record HelpFile(string Name, byte[] Content)
{
    /// <summary>Writes the file unless it is already correct, so that later builds see no change.</summary>
    public bool WriteIfChanged(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(Content))
        {
            return false;
        }

        File.WriteAllBytes(path, Content);
        return true;
    }
}
