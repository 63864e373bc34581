using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Files;

/// <summary>Uploads files, and refuses before anything is sent what the API would refuse.</summary>
internal static class UploadedFiles
{
    /// <summary>Makes sure that a file can be uploaded.</summary>
    /// <exception cref="InputFileException">It is too large.</exception>
    public static void Check(string file) => InputFiles.CheckLength(file, FileOperations.MaxLength, "Split the file, or compress it if its format allows that.");

    /// <summary>Makes the object of a file that was uploaded.</summary>
    /// <param name="uploaded">What the client returned.</param>
    /// <param name="path">The full path of the local file.</param>
    public static PSObject Convert(UploadedFile uploaded, string path)
    {
        PSObject file = (PSObject)ResourceAttribute.Of(typeof(FileResource)).Read(uploaded.File)!;
        JsonObjects.Set(file, "Path", path);
        JsonObjects.Set(file, "Sha256", uploaded.Sha256);
        return file;
    }
}
