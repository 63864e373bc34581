using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Mistral.Client;

/// <summary>Reads every shape of error body that the API and the gateways before it are known to send.</summary>
internal sealed class ErrorReply
{
    private const int LongestText = 2000;

    private ErrorReply(string? message)
    {
        Message = message;
    }

    public string? Message { get; private init; }

    public string? Code { get; private init; }

    public string? Type { get; private init; }

    public IReadOnlyList<ValidationDetail> Details { get; private init; } = [];

    public static ErrorReply Read(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return new ErrorReply(message: null);
        }

        try
        {
            Utf8JsonReader reader = new(body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind is JsonValueKind.Object ? ReadObject(document.RootElement) : new ErrorReply(message: null);
        }
        catch (JsonException)
        {
            // An HTML page or other text of a gateway: worth a few words at most.
            return new ErrorReply(message: null);
        }
    }

    private static ErrorReply ReadObject(JsonElement root)
    {
        JsonElement holder = root;

        // {"error": {...}} of guardrails and gateways, {"detail": {...}} of observability, {"message": {...}} of nested validation.
        foreach (string name in (ReadOnlySpan<string>)["error", "detail", "message"])
        {
            if (root.TryGetProperty(name, out JsonElement inner) && inner.ValueKind is JsonValueKind.Object)
            {
                holder = inner;
                break;
            }
        }

        List<ValidationDetail> details = [];
        if (holder.TryGetProperty("detail", out JsonElement list) && list.ValueKind is JsonValueKind.Array)
        {
            foreach (JsonElement item in list.EnumerateArray())
            {
                details.Add(ReadDetail(item));
            }
        }

        return new ErrorReply(details.Count > 0 ? string.Join("; ", details) : FirstText(holder, "message", "detail", "error", "reason"))
        {
            Code = FirstText(holder, "code", "error_code") ?? FirstText(root, "code"),
            Type = FirstText(holder, "type") ?? FirstText(root, "type"),
            Details = details,
        };
    }

    private static ValidationDetail ReadDetail(JsonElement item)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            return new ValidationDetail(string.Empty, Shorten(item.ToString()), Type: null);
        }

        StringBuilder location = new();
        if (item.TryGetProperty("loc", out JsonElement loc) && loc.ValueKind is JsonValueKind.Array)
        {
            foreach (JsonElement part in loc.EnumerateArray())
            {
                _ = location.Append(location.Length == 0 ? string.Empty : ".").Append(part.ToString());
            }
        }

        return new ValidationDetail(location.ToString(), FirstText(item, "msg", "message") ?? "is not valid", FirstText(item, "type"));
    }

    private static string? FirstText(JsonElement holder, params ReadOnlySpan<string> names)
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
                    return Shorten(text!);
                }
            }
        }

        return null;
    }

    private static string Shorten(string text) => text.Length <= LongestText ? text : text.AsSpan(0, LongestText).ToString() + "...";
}
