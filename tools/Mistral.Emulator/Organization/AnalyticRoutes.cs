using System;
using System.Collections.Generic;

namespace Mistral.Emulator;

/// <summary>Usage statistics of Vibe: one or two rows of each kind.</summary>
internal static class AnalyticRoutes
{
    private const string Root = "/v1/admin/analytics/vibe/";
    private const string Day = "2026-07-01";

    public static IEnumerable<Route> All =>
    [
        new("GET", Root + "work/usage/by_user_stats", call => Rows(call, new
        {
            user_id = Tenant.Users[0].Id, messages_count = 12, files_count = 1, images_count = 0, spreadsheets_count = 0, unique_conversations_count = 3,
            last_message_at = Seed.Stamp(0), unique_agents_count = 1, messages_to_agents_count = 4,
        })),
        new("GET", Root + "work/usage/by_agent_stats", call => Rows(call, new
        {
            agent_id = "ag_1", messages_count = 4, files_count = 0, images_count = 0, spreadsheets_count = 0, unique_conversations_count = 1,
            last_message_at = Seed.Stamp(0), unique_users_count = 1,
        })),
        new("GET", Root + "work/usage/by_time_stats", call => Rows(call, new
        {
            time_bucket = Day + "T00:00:00Z", messages_count = 12, files_count = 1, images_count = 0, spreadsheets_count = 0, unique_conversations_count = 3,
            unique_users_count = 1, messages_to_agents_count = 4, unique_agents_count = 1,
        })),
        new("GET", Root + "code/usage/by_workspace", call => Reply.Json(new
        {
            start_time = call.Number("start_time", 0),
            end_time = call.Number("end_time", 0),
            sessions = new[] { new { day = Day, nb_sessions = 5, nb_sessions_cli = 4, nb_sessions_acp = 1, nb_sessions_programmatic = 0 } },
            user_prompts = Array.Empty<object>(),
            active_users = Array.Empty<object>(),
            consumed_tokens = new[] { new { day = Day, model = "devstral-medium-latest", cached_tokens = 10, input_tokens = 100, output_tokens = 50 } },
            tool_calls = Array.Empty<object>(),
            tool_calls_by_name = Array.Empty<object>(),
            session_durations = Array.Empty<object>(),
        })),
        new("GET", Root + "code/usage/by_organization", call => Reply.Json(new
        {
            start_time = call.Number("start_time", 0),
            end_time = call.Number("end_time", 0),
            next_edit_suggestions = Array.Empty<object>(),
            next_edit_active_users = new[] { new { day = Day, nb_active_users = 2 } },
            next_edit_modified_loc = Array.Empty<object>(),
        })),
    ];

    private static Reply Rows(ApiCall call, object row) =>
        Reply.Json(new { start_time = call.Number("start_time", 0), end_time = call.Number("end_time", 0), data = new[] { row } });
}
