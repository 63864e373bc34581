using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Files;

/// <summary>Checks files before their upload, and creates the objects of uploaded files.</summary>
internal static class UploadedFiles
{
    /// <summary>Checks that the API accepts the size of a file.</summary>
    /// <exception cref="InputFileException">The file is too large.</exception>
    public static void Check(string file) => InputFiles.CheckLength(file, FileOperations.MaxLength, "Split the file, or compress it if its format allows that.");

    /// <summary>Creates the object of an uploaded file.</summary>
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
