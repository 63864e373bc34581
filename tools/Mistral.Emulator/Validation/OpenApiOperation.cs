using System.Collections.Generic;
using System.Text.Json;

namespace Mistral.Emulator;

/// <summary>The query parameters and the body of an operation in the OpenAPI document.</summary>
internal sealed record OpenApiOperation(
    string Method,
    string[] Segments,
    IReadOnlyList<JsonElement> QueryParameters,
    JsonElement? BodySchema,
    bool BodyRequired);
