using System;
using System.IO;

namespace Mistral.PowerShell.Core.Files;

/// <summary>A folder for data that is too large for memory. Only the owner can read it, and it is deleted at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"mistral-{Guid.NewGuid():N}");

    /// <exception cref="IOException">The folder can't be created.</exception>
    public TemporaryFolder()
    {
        PrivateFolder.Create(_path);
    }

    /// <summary>Gets the full path of a file in it.</summary>
    public string GetPath(string name) => Path.Combine(_path, name);

    /// <summary>Deletes the folder with all its files.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system deletes its temporary files at some time.
        }
    }
}
