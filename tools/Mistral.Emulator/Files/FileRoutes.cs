using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Uploads, contents and URLs of files.</summary>
internal sealed class FileRoutes(FileStore files)
{
    private const string File = "/v1/files/{id}";

    private static readonly string[] _purposes = ["fine-tune", "batch", "ocr", "audio"];
    private static readonly string[] _visibilities = ["workspace", "user"];

    public IEnumerable<Route> All =>
    [
        new("POST", FileStore.List.Path, Add),
        new("GET", File + "/content", call => With(call, file => new Reply { ContentType = "application/octet-stream", Body = files.Content(file) })),
        new("GET", File + "/url", call => With(call, file => Url(call, file))),
    ];

    private Reply Add(ApiCall call)
    {
        if (call.Form.FirstOrDefault(part => part.Name == "file") is not { FileName: not null } part)
        {
            return ErrorReply.Invalid([new ValidationProblem("missing", ["body", "file"], "Field required")]);
        }

        var purpose = Field(call, "purpose") ?? "fine-tune";
        var visibility = Field(call, "visibility") ?? "workspace";
        if (call.Form.FirstOrDefault(field => field.Name is not ("file" or "purpose" or "visibility" or "expiry")) is { } other)
        {
            return ErrorReply.Invalid([new ValidationProblem("extra_forbidden", ["body", other.Name], "Extra inputs are not permitted")]);
        }

        if (!_purposes.Contains(purpose) || !_visibilities.Contains(visibility))
        {
            var name = _purposes.Contains(purpose) ? "visibility" : "purpose";
            return ErrorReply.Invalid([new ValidationProblem("enum", ["body", name], "Input should be one of the known values")]);
        }

        return Reply.Json(files.Add(part, file =>
        {
            file["purpose"] = purpose;
            file["visibility"] = visibility;
            file["sample_type"] = purpose == "batch" ? "batch_request" : "instruct";
            if (Field(call, "expiry") is { } hours)
            {
                file["expires_at"] = DateTimeOffset.UtcNow.AddHours(int.Parse(hours, CultureInfo.InvariantCulture)).ToUnixTimeSeconds();
            }
        }));
    }

    private static string? Field(ApiCall call, string name) =>
        call.Form.FirstOrDefault(part => part.Name == name) is { } part ? Encoding.UTF8.GetString(part.Content) : null;

    private static Reply Url(ApiCall call, JsonObject file) => call.Number("expiry", 24) is < 1 or > 168
        ? ErrorReply.Live(400, "invalid_request_error", "1400", "expiry must be between 1 and 168")
        : Reply.Json(new { url = $"https://storage.example.com/{(string?)file["id"]}?signature={Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}" });

    private Reply With(ApiCall call, Func<JsonObject, Reply> answer) => files.Find(call.PathValue("id")) is { } file ? answer(file) : ErrorReply.NotFound();
}
