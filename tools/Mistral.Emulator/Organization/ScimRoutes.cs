using System;
using System.Collections.Generic;

namespace Mistral.Emulator;

/// <summary>Synchronization with an identity provider: there is one run, which is completed.</summary>
internal static class ScimRoutes
{
    private const string Sync = "/v1/admin/scim/sync";

    private static readonly string _run = Seed.Uuid(Sync, 0);

    public static IEnumerable<Route> All =>
    [
        new("POST", Sync, _ => Reply.Json(new { run_id = _run }, 202)),
        new("GET", Sync + "/{run_id}", call => string.Equals(call.PathValue("run_id"), _run, StringComparison.Ordinal) ? Reply.Json(Run()) : ErrorReply.NotFound()),
    ];

    private static object Run() => new
    {
        run_id = _run,
        status = "SUCCESS",
        dry_run = true,
        sync_config = (object?)null,
        created_at = Seed.Stamp(0),
        started_at = Seed.Stamp(0),
        finished_at = Seed.Stamp(0),
        summary = (object?)null,
        error_message = (string?)null,
    };
}
