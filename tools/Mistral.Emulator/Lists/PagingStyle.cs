using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Returns a page of a list; null if the paging parameters of the request aren't valid.</summary>
internal delegate ListPage? PagingStyle(IReadOnlyList<JsonObject> items, ApiCall call);
