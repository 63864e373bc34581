using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Mistral.Client;

/// <summary>Reads every shape of error body that the API and the gateways before it are known to send.</summary>
internal sealed class ErrorReply
{
    private const int LongestText = 2000;
    private const int MaxDetails = 100;

    private static readonly ErrorReply s_nothing = new();

    private ErrorReply()
    {
    }

    public string? Message { get; private init; }

    public string? Code { get; private init; }

    public string? Type { get; private init; }

    public IReadOnlyList<ValidationDetail> Details { get; private init; } = [];

    /// <param name="body">The body as it came.</param>
    /// <param name="mask">Takes the key out of every text.</param>
    public static ErrorReply Read(ReadOnlySpan<byte> body, KeyMask mask)
    {
        if (body.IsEmpty)
        {
            return s_nothing;
        }

        try
        {
            Utf8JsonReader reader = new(body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind is JsonValueKind.Object ? ReadObject(document.RootElement, mask) : s_nothing;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An HTML page or other text of a gateway, or JSON whose text is not UTF-8: the status has to do.
            return s_nothing;
        }
    }

    private static ErrorReply ReadObject(JsonElement root, KeyMask mask)
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
            foreach (JsonElement item in list.EnumerateArray().Take(MaxDetails))
            {
                details.Add(ReadDetail(item, mask));
            }
        }

        return new ErrorReply
        {
            Message = details.Count > 0 ? Cut(string.Join("; ", details)) : FirstText(holder, mask, "message", "detail", "error", "reason"),
            Code = FirstText(holder, mask, "code", "error_code") ?? FirstText(root, mask, "code"),
            Type = FirstText(holder, mask, "type") ?? FirstText(root, mask, "type"),
            Details = details.ToArray(),
        };
    }

    private static ValidationDetail ReadDetail(JsonElement item, KeyMask mask)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            return new ValidationDetail(string.Empty, Shorten(item.ToString(), mask), Type: null);
        }

        StringBuilder location = new();
        if (item.TryGetProperty("loc", out JsonElement loc) && loc.ValueKind is JsonValueKind.Array)
        {
            foreach (JsonElement part in loc.EnumerateArray())
            {
                _ = location.Append(location.Length == 0 ? string.Empty : ".").Append(part.ToString());
            }
        }

        return new ValidationDetail(Shorten(location.ToString(), mask), FirstText(item, mask, "msg", "message") ?? "is not valid", FirstText(item, mask, "type"));
    }

    private static string? FirstText(JsonElement holder, KeyMask mask, params ReadOnlySpan<string> names)
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
                    return Shorten(text!, mask);
                }
            }
        }

        return null;
    }

    private static string Shorten(string text, KeyMask mask)
    {
        // One character more shows that there was more.
        return Cut(DisplayText.Clean(mask.Hide(text, LongestText + 1)!));
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text.AsSpan(0, LongestText).ToString() + "...";
}
