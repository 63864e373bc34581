using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Files;

/// <summary>A file that was uploaded, or that the API has made, such as the results of a batch.</summary>
[Resource(
    "Mistral.File",
    "FileId", "Filename", "Purpose", "Bytes", "Mimetype", "SampleType", "NumLines", "Source", "Visibility", "Signature", "Deleted",
    "CreatedAt", "ExpiresAt",
    IdName = "FileId", NameField = "filename", HasUuid = true, List = typeof(GetMistralFileCommand))]
internal sealed class FileResource;
