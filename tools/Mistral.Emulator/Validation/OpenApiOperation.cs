using System.Collections.Generic;
using System.Text.Json;

namespace Mistral.Emulator;

/// <summary>What the OpenAPI document says about the query and the body of an operation.</summary>
internal sealed record OpenApiOperation(
    string Method,
    string[] Segments,
    IReadOnlyList<JsonElement> QueryParameters,
    JsonElement? BodySchema,
    bool BodyRequired);
