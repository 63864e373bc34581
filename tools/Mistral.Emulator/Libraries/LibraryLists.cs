using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The lists of libraries: what there are, what is in one and who may see it.</summary>
internal static class LibraryLists
{
    private const string LibraryPath = "/v1/libraries";
    private const string DocumentPath = LibraryPath + "/{library_id}/documents";
    private const string AccessPath = LibraryPath + "/{library_id}/share";

    private static readonly string[] _libraryNames = ["Handbook", "Contracts"];
    private static readonly string[] _documentNames = ["Travel.pdf", "Holidays.docx", "Network.md"];

    public static ListResource Libraries { get; } = new(LibraryPath, Library, Paging.Token("page_size", "page_token", 100), page => new JsonObject
    {
        ["pagination"] = null,
        ["data"] = page.ToArray(),
        ["next_page_token"] = page.Next,
    })
    {
        Count = 2,
        Created = library => Reply.Json(library, 201),
        Changed = library => Reply.Json(library),
        Removed = library => Reply.Json(library),
        Containing = new Dictionary<string, string> { ["search"] = "name" },
    };

    public static ListResource Documents { get; } = new(DocumentPath, Document, Paging.Numbered(0, 100), page => new JsonObject
    {
        ["pagination"] = new JsonObject
        {
            ["total_items"] = page.Total,
            ["total_pages"] = (page.Total + page.Size - 1) / page.Size,
            ["current_page"] = page.Page,
            ["page_size"] = page.Size,
            ["has_more"] = (page.Page + 1) * page.Size < page.Total,
        },
        ["data"] = page.ToArray(),
    })
    {
        Count = 3,
        SeededPath = DocumentPath.Replace("{library_id}", Seed.Uuid(LibraryPath, 0), System.StringComparison.Ordinal),
        Changed = document => Reply.Json(document),
        Removed = _ => Reply.Empty(204),
        Containing = new Dictionary<string, string> { ["search"] = "name" },
    };

    public static ListResource Accesses { get; } = new(AccessPath, Access, (items, _) => new ListPage(items, items.Count, 0, items.Count, null), page => new JsonObject { ["data"] = page.ToArray() })
    {
        Count = 1,
        SeededPath = AccessPath.Replace("{library_id}", Seed.Uuid(LibraryPath, 0), System.StringComparison.Ordinal),
        IdField = "share_with_uuid",
        ItemPath = "",
    };

    public static IReadOnlyList<ListResource> All { get; } = [Libraries, Documents, Accesses];

    /// <summary>Returns the path of a list in one library.</summary>
    public static string Of(ListResource list, string library) => list.Path.Replace("{library_id}", library, System.StringComparison.Ordinal);

    private static string Number(int index) => index.ToString("D4", CultureInfo.InvariantCulture);

    private static JsonObject Library(int index) => new()
    {
        ["id"] = Seed.Uuid(LibraryPath, index),
        ["name"] = _libraryNames.ElementAtOrDefault(index) ?? "library-" + Number(index),
        ["created_at"] = Seed.Stamp(index),
        ["updated_at"] = Seed.Stamp(index),
        ["owner_id"] = Tenant.Users[0].Id,
        ["owner_type"] = "Workspace",
        ["total_size"] = index == 0 ? 3072 : 0,
        ["nb_documents"] = index == 0 ? 3 : 0,
        ["chunk_size"] = null,
        ["description"] = null,
    };

    private static JsonObject Document(int index) => new()
    {
        ["id"] = Seed.Uuid(DocumentPath, index),
        ["library_id"] = Seed.Uuid(LibraryPath, 0),
        ["hash"] = Seed.Uuid("hash", index),
        ["mime_type"] = "text/plain",
        ["extension"] = "txt",
        ["size"] = 1024,
        ["name"] = _documentNames.ElementAtOrDefault(index) ?? "document-" + Number(index) + ".txt",
        ["summary"] = null,
        ["created_at"] = Seed.Stamp(index),
        ["last_processed_at"] = Seed.Stamp(index),
        ["number_of_pages"] = 1,
        ["process_status"] = "done",
        ["uploaded_by_id"] = Tenant.Users[0].Id,
        ["uploaded_by_type"] = "User",
        ["url"] = null,
        ["attributes"] = null,
        ["expires_at"] = null,
        ["processing_status"] = "Completed",
        ["tokens_processing_total"] = 100,
    };

    private static JsonObject Access(int index) => new()
    {
        ["library_id"] = Seed.Uuid(LibraryPath, 0),
        ["user_id"] = index == 0 ? Tenant.Users[0].Id : null,
        ["org_id"] = Tenant.Id,
        ["role"] = index == 0 ? "Owner" : "Viewer",
        ["share_with_type"] = "User",
        ["share_with_uuid"] = index == 0 ? Tenant.Users[0].Id : Seed.Uuid("/v1/admin/users", index),
    };
}
