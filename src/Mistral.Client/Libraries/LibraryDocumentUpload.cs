using System.Text.Json;

namespace Mistral.Client;

/// <summary>A document that was uploaded to a library.</summary>
/// <param name="Document">The fields of the document, as the API names them.</param>
/// <param name="IsNew">Whether the library had no document with this content before.</param>
public sealed record LibraryDocumentUpload(JsonElement Document, bool IsNew);
