using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>
/// What libraries do beyond being listed. A document that is added is ready at the second look at its status, and one
/// without content never is. Its text is that of the file, cut into pages at form feeds.
/// </summary>
internal sealed class LibraryRoutes(ListStore lists)
{
    private const string Library = "/v1/libraries/{library_id}";
    private const string DocumentList = Library + "/documents";
    private const string Document = DocumentList + "/{document_id}";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _texts = [];

    public IEnumerable<Route> All =>
    [
        new("POST", DocumentList, Add),
        new("GET", Document + "/status", call => With(call, (path, id) => Status(path, id))),
        new("GET", Document + "/text_content", call => With(call, (path, id) => Text(call, path, id))),
        new("GET", Document + "/signed-url", call => With(call, (_, id) => Url(id, "file"))),
        new("GET", Document + "/extracted-text-signed-url", call => With(call, (_, id) => Url(id, "text"))),
        new("POST", Document + "/reprocess", call => With(call, (path, id) =>
        {
            lists.Change(LibraryLists.Documents, id, document => Begin(document), path);
            return Reply.Empty(204);
        })),
        new("PUT", Library + "/share", Share),
        new("DELETE", Library + "/share", Unshare),
    ];

    private Reply Add(ApiCall call)
    {
        var library = call.PathValue("library_id");
        if (lists.Find(LibraryLists.Libraries, library) is null)
        {
            return ErrorReply.NotFound();
        }

        if (call.Form.FirstOrDefault(part => part.Name == "file") is not { FileName: { } name } file)
        {
            return ErrorReply.Invalid([new ValidationProblem("missing", ["body", "file"], "Field required")]);
        }

        var path = LibraryLists.Of(LibraryLists.Documents, library);
        var hash = Convert.ToHexStringLower(SHA256.HashData(file.Content));
        lock (_lock)
        {
            if (lists.Items(LibraryLists.Documents, path).FirstOrDefault(document => (string?)document["hash"] == hash) is { } known)
            {
                return Reply.Json(known);
            }

            var text = Encoding.UTF8.GetString(file.Content);
            var made = lists.Add(LibraryLists.Documents, document =>
            {
                document["library_id"] = library;
                document["hash"] = hash;
                document["name"] = name;
                document["extension"] = Path.GetExtension(name).TrimStart('.');
                document["size"] = file.Content.Length;
                document["number_of_pages"] = null;
                document["created_at"] = DateTime.UtcNow.ToString("O");
                Begin(document);
            }, path);
            _texts[(string)made["id"]!] = text;
            return Reply.Json(made, 201);
        }
    }

    private static void Begin(JsonObject document)
    {
        document["process_status"] = "todo";
        document["processing_status"] = "Todo";
        document["last_processed_at"] = null;
    }

    private Reply Status(string path, string id)
    {
        var document = lists.Change(LibraryLists.Documents, id, Proceed, path)!;
        return Reply.Json(new
        {
            document_id = id,
            process_status = (string?)document["process_status"],
            processing_status = (string?)document["processing_status"],
        });
    }

    private void Proceed(JsonObject document)
    {
        var next = (string?)document["process_status"] switch
        {
            "todo" => "in_progress",
            "in_progress" => (int?)document["size"] == 0 ? "missing_content" : "done",
            var same => same,
        };
        document["process_status"] = next;
        document["processing_status"] = next == "done" ? "Completed" : "Running";
        if (next == "done")
        {
            document["last_processed_at"] ??= DateTime.UtcNow.ToString("O");
            document["number_of_pages"] = Pages((string)document["id"]!, (string?)document["name"]).Length;
        }
    }

    private string[] Pages(string id, string? name)
    {
        lock (_lock)
        {
            return (_texts.TryGetValue(id, out var text) ? text : "This is the text of " + name + ".").Split('\f');
        }
    }

    private Reply Text(ApiCall call, string path, string id)
    {
        var document = lists.Find(LibraryLists.Documents, id, path)!;
        if ((string?)document["process_status"] != "done")
        {
            return ErrorReply.Live(404, "invalid_request_error", "1404", "The document has no text content yet");
        }

        var pages = Pages(id, (string?)document["name"]);
        var first = call.Number("page_start", 0);
        var last = call.Number("page_end", pages.Length - 1);
        return Reply.Json(new { text = string.Join('\f', pages.Where((_, index) => index >= first && index <= last)) });
    }

    private static Reply Url(string id, string what) =>
        Reply.Json($"https://storage.example.com/{id}/{what}?signature={Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}");

    private Reply Share(ApiCall call)
    {
        var library = call.PathValue("library_id");
        if (lists.Find(LibraryLists.Libraries, library) is null)
        {
            return ErrorReply.NotFound();
        }

        var path = LibraryLists.Of(LibraryLists.Accesses, library);
        var id = call.Body.GetProperty("share_with_uuid").GetString()!;
        var type = call.Body.GetProperty("share_with_type").GetString();
        void Fill(JsonObject access)
        {
            access["library_id"] = library;
            access["user_id"] = type == "User" ? id : null;
            access["role"] = call.Body.GetProperty("level").GetString();
            access["share_with_type"] = type;
            access["share_with_uuid"] = id;
        }

        return Reply.Json(lists.Change(LibraryLists.Accesses, id, Fill, path) ?? lists.Add(LibraryLists.Accesses, Fill, path));
    }

    private Reply Unshare(ApiCall call)
    {
        var library = call.PathValue("library_id");
        var path = LibraryLists.Of(LibraryLists.Accesses, library);
        if (lists.Find(LibraryLists.Libraries, library) is null
            || lists.Find(LibraryLists.Accesses, call.Body.GetProperty("share_with_uuid").GetString()!, path) is not { } access)
        {
            return ErrorReply.NotFound();
        }

        lists.Remove(LibraryLists.Accesses, access, path);
        return Reply.Json(access);
    }

    private Reply With(ApiCall call, Func<string, string, Reply> answer)
    {
        var path = LibraryLists.Of(LibraryLists.Documents, call.PathValue("library_id"));
        var id = call.PathValue("document_id");
        return lists.Find(LibraryLists.Libraries, call.PathValue("library_id")) is null || lists.Find(LibraryLists.Documents, id, path) is null
            ? ErrorReply.NotFound()
            : answer(path, id);
    }
}
