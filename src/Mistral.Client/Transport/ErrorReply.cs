using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Mistral.Client.Authentication;
using Mistral.Client.Errors;
using Mistral.Client.Json;

namespace Mistral.Client.Transport;

/// <summary>Reads all known formats of error bodies of the API and of gateways.</summary>
internal sealed class ErrorReply
{
    private const int MaxTextLength = 2000;
    private const int MaxDetails = 100;
    private const int MaxNesting = 4;
    private const string PlainText = "text/plain";

    private static readonly string[] s_signs = ["message", "detail", "error"];
    private static readonly string[] s_lists = ["detail", "errors", "message", "error"];
    private static readonly string[] s_messages = ["message", "delta"];

    private static readonly ErrorReply s_nothing = new();

    private ErrorReply()
    {
    }

    public string? Message { get; private init; }

    public string? Code { get; private init; }

    public string? Type { get; private init; }

    public IReadOnlyList<ValidationDetail> Details { get; private init; } = [];

    /// <param name="body">The body.</param>
    /// <param name="redactor">Removes the key from each text.</param>
    /// <param name="contentType">The content type of the response.</param>
    public static ErrorReply Read(ReadOnlySpan<byte> body, KeyRedactor redactor, string? contentType = null)
    {
        if (LenientJson.TryParse(body) is { } root)
        {
            return ReadValue(root, redactor);
        }

        // An HTML page of a gateway isn't a readable message, so the message shows only the status.
        string text = PlainText.Equals(contentType, StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(body.ToArray()).Trim() : string.Empty;
        return text.Length > 0 ? new ErrorReply { Message = Shorten(text, redactor) } : s_nothing;
    }

    /// <summary>Finds the error in the body of a response with a successful status.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isBare">Whether the body lacks all expected fields, so that a field with a message is an error.</param>
    /// <param name="redactor">Removes the key from each text.</param>
    /// <returns>The error, or null.</returns>
    public static ErrorReply? FindIn(ReadOnlySpan<byte> body, bool isBare, KeyRedactor redactor) =>
        LenientJson.TryParse(body) is { } root ? FindIn(root, isBare, redactor) : null;

    /// <inheritdoc cref="FindIn(ReadOnlySpan{byte}, bool, KeyRedactor)"/>
    public static ErrorReply? FindIn(JsonElement root, bool isBare, KeyRedactor redactor)
    {
        if (root.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        bool isError = IsDeclared(root) || (isBare && Array.Exists(s_signs, sign => root.TryGetProperty(sign, out JsonElement value) && Says(value)));
        return isError ? ReadObject(root, redactor) : FindBeside(root, redactor);
    }

    /// <summary>Whether the type field of a body is <c>error</c>.</summary>
    public static bool IsDeclared(JsonElement root) =>
        root.ValueKind is JsonValueKind.Object
        && root.TryGetProperty("object", out JsonElement kind)
        && kind.ValueKind is JsonValueKind.String
        && "error".Equals(kind.GetString(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a response has an error among its fields. An error that is empty, 0 or false doesn't count.</summary>
    public static bool IsBeside(Dictionary<string, JsonElement>? fields) => fields is not null && fields.TryGetValue("error", out JsonElement error) && Says(error);

    /// <summary>Whether an error field has content.</summary>
    public static bool Says(JsonElement? error) => error is { } value && value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.String => !string.IsNullOrWhiteSpace(value.GetString()),
        JsonValueKind.Number => !(value.TryGetDouble(out double number) && number == 0),
        JsonValueKind.True => true,
        _ => false,
    };

    // The error may be beside the answers, in an answer, or in the message of an answer.
    private static ErrorReply? FindBeside(JsonElement holder, KeyRedactor redactor)
    {
        if (holder.TryGetProperty("error", out JsonElement error) && Says(error))
        {
            return ReadObject(holder, redactor);
        }

        IEnumerable<JsonElement> answers = holder.TryGetProperty("choices", out JsonElement choices) && choices.ValueKind is JsonValueKind.Array ? choices.EnumerateArray() : [];
        IEnumerable<JsonElement> messages = s_messages.Select(name => holder.TryGetProperty(name, out JsonElement message) ? message : default);
        return answers.Concat(messages).Where(inner => inner.ValueKind is JsonValueKind.Object).Select(inner => FindBeside(inner, redactor)).FirstOrDefault(found => found is not null);
    }

    private static ErrorReply ReadValue(JsonElement value, KeyRedactor redactor) => value.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(value, redactor),
        JsonValueKind.String => new ErrorReply { Message = Shorten(value.GetString()!, redactor) is { Length: > 0 } text ? text : null },
        JsonValueKind.Array => value.EnumerateArray().Select(item => ReadValue(item, redactor)).FirstOrDefault(item => item.Message is not null) ?? s_nothing,
        _ => s_nothing,
    };

    private static ErrorReply ReadObject(JsonElement root, KeyRedactor redactor)
    {
        // {"error": {...}} is from guardrails and gateways, {"detail": {...}} from observability, {"message": {...}} from nested validation.
        JsonElement holder = root;
        int depth = 0;
        for (; depth < MaxNesting && FindInner(holder) is { } inner; depth++)
        {
            holder = inner;
        }

        List<ValidationDetail> details = [];
        foreach (string name in s_lists)
        {
            if (details.Count == 0 && holder.TryGetProperty(name, out JsonElement list) && list.ValueKind is JsonValueKind.Array)
            {
                details.AddRange(list.EnumerateArray().Take(MaxDetails).Select(item => ReadDetail(item, redactor)));
            }
        }

        return new ErrorReply
        {
            Message = details.Count > 0 ? Truncate(string.Join("; ", details)) : FirstText(holder, redactor, "message", "msg", "detail", "error", "reason") ?? (depth > 0 ? GetAll(holder, redactor) : null),
            Code = FirstText(holder, redactor, "code", "error_code") ?? FirstText(root, redactor, "code"),
            Type = FirstText(holder, redactor, "type") ?? FirstText(root, redactor, "type"),
            Details = details.ToArray(),
        };
    }

    private static JsonElement? FindInner(JsonElement holder)
    {
        foreach (string name in (ReadOnlySpan<string>)["error", "detail", "message"])
        {
            if (holder.TryGetProperty(name, out JsonElement inner) && inner.ValueKind is JsonValueKind.Object)
            {
                return inner;
            }
        }

        return null;
    }

    // An unknown format still contains a useful text.
    private static string? GetAll(JsonElement holder, KeyRedactor redactor) => Says(holder) ? Shorten(holder.GetRawText(), redactor) : null;

    private static ValidationDetail ReadDetail(JsonElement item, KeyRedactor redactor)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            return new ValidationDetail(string.Empty, Shorten(item.ToString(), redactor), Type: null);
        }

        StringBuilder location = new();
        if (item.TryGetProperty("loc", out JsonElement loc) && loc.ValueKind is JsonValueKind.Array)
        {
            foreach (JsonElement part in loc.EnumerateArray())
            {
                _ = location.Append(location.Length == 0 ? string.Empty : ".").Append(part.ToString());
            }
        }

        return new ValidationDetail(Shorten(location.ToString(), redactor), FirstText(item, redactor, "msg", "message", "detail", "title") ?? "is not valid", FirstText(item, redactor, "type"));
    }

    private static string? FirstText(JsonElement holder, KeyRedactor redactor, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (holder.TryGetProperty(name, out JsonElement value))
            {
                string? text = value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString(),
                    JsonValueKind.Number => value.GetRawText().ToString(CultureInfo.InvariantCulture),
                    _ => null,
                };

                if (!string.IsNullOrWhiteSpace(text))
                {
                    return Shorten(text!, redactor);
                }
            }
        }

        return null;
    }

    private static string Shorten(string text, KeyRedactor redactor)
    {
        // One more character shows whether the text is longer.
        return Truncate(DisplayText.Clean(redactor.Hide(text, MaxTextLength + 1)!));
    }

    private static string Truncate(string text) => text.Length <= MaxTextLength ? text : text.AsSpan(0, MaxTextLength).ToString() + "...";
}
