using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>The fields of requests and responses that redaction treats in a special way.</summary>
internal static class RedactionFields
{
    // The server must find these values unchanged: ids, names of functions, and words of the API.
    private static readonly HashSet<string> s_fixed =
    [
        "model", "role", "type", "object", "name", "id", "tool_choice", "reasoning_effort", "prompt_mode", "service_tier", "encoding_format",
        "output_dtype", "handoff_execution", "confirmation", "confirmation_status", "detail", "image_url", "document_url", "input_audio", "url",
        "format", "required",
    ];

    private static readonly string[] s_media = ["image_url", "document_url", "input_audio", "file_id"];

    /// <summary>Whether the value of a field of a request is sent unchanged.</summary>
    public static bool IsFixed(IReadOnlyList<string?> path)
    {
        if (IsMetadata(path) || path[path.Count - 1] is not { } name)
        {
            return false;
        }

        return s_fixed.Contains(name) || name.EndsWith("_id", StringComparison.Ordinal) || name.EndsWith("_ids", StringComparison.Ordinal);
    }

    /// <summary>Whether a field belongs to the data of the caller.</summary>
    public static bool IsMetadata(IReadOnlyList<string?> path) => path.Contains("metadata");

    /// <summary>Whether a field has an address of media, which the server fetches.</summary>
    public static bool IsAddress(string text, IReadOnlyList<string?> path) =>
        path.Any(s_media.Contains) && (path.Contains("file_id") || text.StartsWith("http", StringComparison.OrdinalIgnoreCase) || text.StartsWith("data:", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a field says that the answer is JSON.</summary>
    public static bool IsJsonFormat(string text, IReadOnlyList<string?> path) =>
        path.Count > 1 && path[path.Count - 1] == "type" && path[path.Count - 2] == "response_format" && text.StartsWith("json", StringComparison.Ordinal);

    /// <summary>Whether a field of a message is JSON in a string.</summary>
    public static bool IsArguments(IReadOnlyList<string?> path) => path[path.Count - 1] == "arguments";

    /// <summary>Whether a field of a response is the text of an answer.</summary>
    public static bool IsContent(IReadOnlyList<string?> path) => path[path.Count - 1] is "content" or "text";
}
