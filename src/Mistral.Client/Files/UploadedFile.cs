using System.Text.Json;

namespace Mistral.Client;

/// <summary>An uploaded file.</summary>
/// <param name="File">The fields of the file, as the API names them.</param>
/// <param name="Id">Its id.</param>
/// <param name="Sha256">The SHA-256 of the bytes that were sent, in hexadecimal digits.</param>
public sealed record UploadedFile(JsonElement File, string Id, string Sha256);
