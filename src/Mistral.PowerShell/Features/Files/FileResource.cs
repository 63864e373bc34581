using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Files;

/// <summary>A file on the server: an uploaded file, or one that the API has created, such as the results of a batch.</summary>
[Resource(
    "Mistral.File",
    "FileId", "Filename", "Purpose", "Bytes", "Mimetype", "SampleType", "NumLines", "Source", "Visibility", "Signature", "Deleted",
    "CreatedAt", "ExpiresAt",
    IdName = "FileId", NameField = "filename", HasUuid = true, List = typeof(GetMistralFileCommand))]
internal sealed class FileResource;
