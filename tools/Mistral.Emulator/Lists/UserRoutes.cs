using System.Collections.Generic;

namespace Mistral.Emulator;

internal static class UserRoutes
{
    public static IEnumerable<Route> All => [new("GET", "/v1/users/me", call => Reply.Json(Identity(call.Key!)))];

    private static object Identity(KeyRecord key) => new
    {
        id = key.User.Id,
        email = key.User.Email,
        first_name = key.User.FirstName,
        last_name = key.User.LastName,
        workspace = new { id = key.Workspace.Id, name = key.Workspace.Name },
        organization = new { id = Tenant.Id, name = Tenant.Name },
        api_key = new { id = key.Id, name = key.Name },
    };
}
