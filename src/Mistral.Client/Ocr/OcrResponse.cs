using System.Collections.Generic;
using System.Text.Json;

namespace Mistral.Client;

/// <summary>The response to an <see cref="OcrRequest"/>.</summary>
/// <param name="Pages">The fields of each page, as the API names them; each has the text <c>markdown</c>.</param>
/// <param name="DocumentAnnotation">The annotation of the document as JSON text; null without one.</param>
/// <param name="Model">The model; null if the server sent none.</param>
/// <param name="PagesProcessed">How many pages are billed; null if the server sent no number.</param>
/// <param name="Usage">The pages and bytes that were processed, as the API names them; null if the server sent nothing.</param>
public sealed record OcrResponse(IReadOnlyList<JsonElement> Pages, string? DocumentAnnotation, string? Model, int? PagesProcessed, JsonElement? Usage);
