using System.Collections.Generic;

namespace Mistral.Emulator;

internal static class UserRoutes
{
    public static IEnumerable<Route> All => [new("GET", "/v1/users/me", _ => Reply.Json(Me()))];

    private static object Me() => new
    {
        id = Seed.Uuid("/v1/users/me", 0),
        email = "ada@example.com",
        first_name = "Ada",
        last_name = "Lovelace",
        workspace = new { id = ListCatalogue.WorkspaceId, name = "Workspace 0" },
        organization = new { id = ListCatalogue.OrganizationId, name = "Organization 0" },
        api_key = new { id = Seed.Uuid("/v1/admin/api-keys", 0), name = "key-0000" },
    };
}
