using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>How a list is cut into pages; null where the request's page cannot be understood.</summary>
internal delegate ListPage? PagingStyle(IReadOnlyList<JsonObject> items, ApiCall call);
