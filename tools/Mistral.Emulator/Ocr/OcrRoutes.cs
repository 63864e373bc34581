using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Mistral.Emulator;

/// <summary>Recognises the text of text PDFs and plain text. For an image, the text states its size.</summary>
internal sealed class OcrRoutes(ModelCatalogue models, FileStore files)
{
    public IEnumerable<Route> All => [new("POST", "/v1/ocr", Answer)];

    private Reply Answer(ApiCall call)
    {
        var body = call.Body;
        var model = body.GetProperty("model").GetString() ?? "mistral-ocr-latest";
        if (models.Find(model) is not { Archived: false } card || !card.Can("ocr"))
        {
            return ErrorReply.Live(400, "invalid_model", "1500", "Invalid model: " + model);
        }

        if (Read(body.GetProperty("document")) is not { } content)
        {
            return ErrorReply.Live(404, "invalid_request_file", "3310", "The document was not found");
        }

        var isImage = content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) || content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8]);
        var texts = isImage ? [$"An image of {content.Length} bytes."] : DocumentText.Pages(content);
        var wanted = Wanted(body, texts.Length).ToArray();
        var all = string.Join('\n', wanted.Select(index => texts[index]));
        return Reply.Json(new
        {
            pages = wanted.Select(index => Page(index, texts[index], body)),
            model,
            document_annotation = Annotation(body, "document_annotation_format", all),
            usage_info = new { pages_processed = wanted.Length, doc_size_bytes = content.Length },
        });
    }

    private byte[]? Read(JsonElement document)
    {
        if (document.TryGetProperty("file_id", out var id))
        {
            return files.Find(id.GetString()!) is { } file ? files.Content(file) : null;
        }

        var url = document.TryGetProperty("document_url", out var text) ? text : document.GetProperty("image_url");
        var address = url.ValueKind == JsonValueKind.Object ? url.GetProperty("url").GetString()! : url.GetString()!;
        return address.StartsWith("data:", StringComparison.Ordinal)
            ? Convert.FromBase64String(address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..])
            : Encoding.UTF8.GetBytes($"This is the text of {address}.");
    }

    private static IEnumerable<int> Wanted(JsonElement body, int count)
    {
        var all = Enumerable.Range(0, count);
        if (!body.TryGetProperty("pages", out var pages) || pages.ValueKind == JsonValueKind.Null)
        {
            return all;
        }

        var chosen = pages.ValueKind == JsonValueKind.Array
            ? pages.EnumerateArray().Select(page => page.GetInt32())
            : pages.GetString()!.Split(',').SelectMany(Range);
        return all.Intersect(chosen);
    }

    private static IEnumerable<int> Range(string text)
    {
        var ends = text.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }

    private static object Page(int index, string text, JsonElement body)
    {
        var lines = text.Split('\n');
        var header = Flag(body, "extract_header") && lines.Length > 1 ? lines[0] : null;
        var markdown = header is null ? text : string.Join('\n', lines.Skip(1));
        var scores = body.TryGetProperty("confidence_scores_granularity", out var granularity) && granularity.ValueKind == JsonValueKind.String;
        return new
        {
            index,
            markdown,
            images = Array.Empty<object>(),
            tables = Array.Empty<object>(),
            hyperlinks = Array.Empty<string>(),
            header,
            footer = (string?)null,
            dimensions = new { dpi = 200, height = 2200, width = 1700 },
            confidence_scores = scores ? new { average_page_confidence_score = 0.98, minimum_page_confidence_score = 0.9, word_confidence_scores = Array.Empty<object>() } : null,
            blocks = Flag(body, "include_blocks", otherwise: true)
                ? new[] { new { type = "text", content = markdown, top_left_x = 0, top_left_y = 0, bottom_right_x = 1700, bottom_right_y = 2200 } }
                : null,
        };
    }

    private static bool Flag(JsonElement body, string name, bool otherwise = false) =>
        body.TryGetProperty(name, out var flag) ? flag.ValueKind == JsonValueKind.True : otherwise;

    private static string? Annotation(JsonElement body, string name, string text) =>
        body.TryGetProperty(name, out var format) && format.ValueKind == JsonValueKind.Object
            ? new SchemaFiller(format.GetProperty("json_schema").GetProperty("schema"), text, text).Fill()?.ToJsonString()
            : null;
}
